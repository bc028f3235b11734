using ISyNet.Graph.Ops;
using static System.FormattableString;

namespace ISyNet.Graph;

/// <summary>A layer as people write it: <c>conv 3x3/2, 64 to 128, 4 groups</c>, <c>depthwise 3x3, 32</c>.</summary>
public static class LayerText
{
    /// <summary>What a layer of a network does.</summary>
    public static string Describe(this Network network, Layer layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layer);
        var input = layer.Inputs.IsEmpty ? layer.Output : network.Layers[layer.Inputs[0]].Output;
        // A linear layer works on the last dimension of a vector, of a sequence (tokens, features) and of a map (height, width, features).
        return Describe(layer, layer.Op is Linear && input.Rank > 0 ? input.Dims[^1] : input.Channels);
    }

    // By the channels, or features, of its input.
    private static string Describe(Layer layer, int inputs) => layer.Op switch
    {
        Conv conv => conv.IsDepthwise(inputs)
            ? Invariant($"depthwise {Kernel(conv.Window)}, {(inputs == layer.Output.Channels ? "" : Invariant($"{inputs} to "))}{layer.Output.Channels}")
            : Invariant($"conv {Kernel(conv.Window)}, {inputs} to {layer.Output.Channels}{(conv.Groups == 1 ? "" : Invariant($", {conv.Groups} groups"))}"),
        ConvTranspose conv => Invariant($"transposed conv {Kernel(conv.Window)}, {inputs} to {layer.Output.Channels}"),
        Pool pool => $"{pool.Kind} {Kernel(pool.Window)}",
        Linear => Invariant($"linear, {inputs} to {layer.Output.Dims[^1]}"),
        Input => "image",
        var op => op.Kind,
    };

    private static string Kernel(Window window) => Invariant($"{window.KernelH}x{window.KernelW}")
        + (window.StrideH == 1 && window.StrideW == 1 ? "" : window.StrideH == window.StrideW ? Invariant($"/{window.StrideH}") : Invariant($"/{window.StrideH}x{window.StrideW}"));
}
