using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>The matrix product behind a layer.</summary>
internal sealed class MatrixShapes(Network network, TensorLayout layout, bool rowsJoin)
{
    /// <summary>The product of a layer; null when it has none.</summary>
    public MatrixProduct? Of(Layer layer)
    {
        var inputs = layer.Inputs.Select(i => network.Layers[i]).ToArray();
        return layer.Op switch
        {
            Conv conv => Convolution(
                layer.Output.Height * (long)layer.Output.Width, inputs[0].Output.Channels, layer.Output.Channels,
                conv.Window.KernelArea, conv.Groups, inputs[0].Op is Input),
            // A transposed convolution is run as a convolution over its output, with the zeros between inputs skipped.
            ConvTranspose conv => Convolution(
                inputs[0].Output.Height * (long)inputs[0].Output.Width, inputs[0].Output.Channels, layer.Output.Channels * conv.Window.KernelArea,
                1, conv.Groups, image: false),
            Linear => FullyConnected(inputs[0].Output, layer.Output),
            MatMul => Product(inputs[0].Output, inputs[1].Output),
            _ when network.Macs(layer) > 0 => throw new DeviceException($"layer '{layer.Name}': the matrix product of {layer.Op.GetType().Name} ({layer.Op.Kind}) is not known (docs/adding-an-operation.md)"),
            _ => null,
        };
    }

    // Small groups are merged until a block of channels is full, as Ascend's compiler does; the zeros are computed too.
    private MatrixProduct Convolution(long rows, int inChannels, int outChannels, int area, int groups, bool image)
    {
        if (groups == 1)
            return new MatrixProduct(rows, (long)area * layout.Channels(inChannels, image), outChannels, 1, SharedWeights: true, rowsJoin);
        var (groupIn, groupOut) = (inChannels / groups, outChannels / groups);
        var merged = 1;
        while (merged < groups && !(layout.IsAligned(groupIn * merged) && layout.IsAligned(groupOut * merged)))
            merged++;
        return new MatrixProduct(
            rows, (long)area * layout.Channels(groupIn * merged), (long)groupOut * merged, (groups + merged - 1) / merged, SharedWeights: true, rowsJoin);
    }

    private MatrixProduct FullyConnected(Shape input, Shape output)
    {
        var features = input.Dims[^1];
        return new MatrixProduct(Math.Max(1, input.Elements / features), layout.Channels(features), output.Dims[^1], 1, SharedWeights: true, RowsJoin: true);
    }

    private MatrixProduct Product(Shape left, Shape right) => new(
        left.Dims[^2], layout.Channels(left.Dims[^1]), right.Dims[^1],
        left.Dims[..^2].Aggregate(1L, (product, dim) => product * dim), SharedWeights: false, RowsJoin: false);
}
