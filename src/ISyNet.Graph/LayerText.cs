using ISyNet.Graph.Ops;
using static System.FormattableString;

namespace ISyNet.Graph;

/// <summary>A layer as people write it: <c>conv 3x3/2, 64 to 128 channels, 4 groups</c>.</summary>
public static class LayerText
{
    /// <summary>What a layer of a network does.</summary>
    public static string Describe(this Network network, Layer layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layer);
        return Describe(layer, layer.Inputs.IsEmpty ? layer.Output.Channels : network.Layers[layer.Inputs[0]].Output.Channels);
    }

    /// <summary>What a layer does.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">Channels, or features, of its input.</param>
    public static string Describe(Layer layer, int inputs)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Op switch
        {
            Conv conv => Invariant($"conv {Kernel(conv.Window)}, {inputs} to {layer.Output.Channels} channels{Groups(conv, inputs)}"),
            ConvTranspose conv => Invariant($"transposed conv {Kernel(conv.Window)}, {inputs} to {layer.Output.Channels} channels"),
            Pool pool => $"{pool.Kind} {Kernel(pool.Window)}",
            Linear => Invariant($"linear, {inputs} to {layer.Output.Dims[^1]} features"),
            Input => "image",
            var op => op.Kind,
        };
    }

    private static string Groups(Conv conv, int inputs) => conv.Groups == 1 ? "" : conv.Groups == inputs ? ", depthwise" : Invariant($", {conv.Groups} groups");

    private static string Kernel(Window window) => Invariant($"{window.KernelH}x{window.KernelW}")
        + (window.StrideH == 1 && window.StrideW == 1 ? "" : window.StrideH == window.StrideW ? Invariant($"/{window.StrideH}") : Invariant($"/{window.StrideH}x{window.StrideW}"));
}
