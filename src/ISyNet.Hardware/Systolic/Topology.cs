using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Systolic;

/// <summary>A layer of a <see cref="Topology"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Product">Its products for the whole batch.</param>
public sealed record TopologyLayer(string Name, MatrixProduct Product);

/// <summary>A network reduced to its matrix products, in order.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Layers">The products.</param>
public sealed record Topology(string Name, ImmutableArray<TopologyLayer> Layers)
{
    /// <summary>Rows of the file that are not sound and were left out: line and reason.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>
    /// The convolutions, linear layers and matrix products of a network, with their padding: M is the real output size,
    /// times the batch. A transposed convolution is the product that its scatter follows.
    /// </summary>
    /// <exception cref="GraphException">The batch is below 1, or a layer is out of range.</exception>
    public static Topology FromNetwork(Network network, int batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (batch < 1)
            throw new GraphException($"a batch of {batch} is below 1");
        return new Topology(network.Name, [.. network.Layers.Select(layer => Layer(network, layer, batch)).OfType<TopologyLayer>()]);
    }

    private static TopologyLayer? Layer(Network network, Layer layer, int batch) =>
        Product(network, layer, batch) is { } product ? new TopologyLayer(layer.Name, (product with { Count = product.Count * layer.Repeats }).Checked(layer.Name)) : null;

    private static MatrixProduct? Product(Network network, Layer layer, int batch)
    {
        var inputs = network.InputShapes(layer);
        long pixels = (long)layer.Output.Height * layer.Output.Width * batch;
        return layer.Op switch
        {
            Conv conv => new MatrixProduct(
                pixels, (long)conv.Window.KernelArea * (inputs[0].Channels / conv.Groups),
                conv.OutChannels / conv.Groups, conv.Groups),
            ConvTranspose conv => new MatrixProduct(
                (long)inputs[0].Height * inputs[0].Width * batch, inputs[0].Channels / conv.Groups,
                (long)conv.Window.KernelArea * (conv.OutChannels / conv.Groups), conv.Groups),
            Linear linear => new MatrixProduct(
                inputs[0].Elements / inputs[0].Dims[^1] * batch, inputs[0].Dims[^1], linear.OutFeatures),
            MatMul => new MatrixProduct(
                layer.Output.Dims[^2], inputs[0].Dims[^1], layer.Output.Dims[^1],
                layer.Output.Elements / ((long)layer.Output.Dims[^2] * layer.Output.Dims[^1]) * batch),
            _ when network.Macs(layer) > 0 => throw new GraphException($"layer '{layer.Name}': the matrix product of {layer.Op.GetType().Name} ({layer.Op.Kind}) is not known (docs/adding-an-operation.md)"),
            _ => null,
        };
    }
}
