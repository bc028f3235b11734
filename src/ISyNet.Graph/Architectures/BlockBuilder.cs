using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Architectures;

/// <summary>Where a block stands: its name, the channels it puts out, its stride, and whether it opens its stage.</summary>
internal readonly record struct BlockPlace(string Name, int Channels, int Stride, bool First);

/// <summary>Adds one block of a stage to a network.</summary>
internal static class BlockBuilder
{
    public static int Add(NetworkBuilder builder, Block block, BlockPlace place, int layer) => block switch
    {
        EdgeBlock edges => AddEdges(builder, edges, place, layer),
        ResidualBlock residual => AddResidual(builder, residual, place, layer),
        InvertedBlock inverted => AddInverted(builder, inverted, place, layer),
        PlainBlock plain => AddPlain(builder, plain, place, layer),
        _ => throw new GraphException($"{place.Name}: unknown block {block.GetType().Name}"),
    };

    /// <summary>Convolution without bias, batch norm, and an activation unless it is null.</summary>
    public static int AddConv(
        this NetworkBuilder builder, string name, int layer, int channels, Window window, ActivationKind? activation, int groups = 1)
    {
        layer = builder.Add($"{name}.conv", new Conv(channels, window, groups), layer);
        layer = builder.Add($"{name}.bn", new BatchNorm(), layer);
        return activation is { } function ? builder.Add($"{name}.act", new Activation(function), layer) : layer;
    }

    private static int AddEdges(NetworkBuilder builder, EdgeBlock block, BlockPlace place, int layer)
    {
        var input = layer;
        var lastConv = -1;
        for (var e = 0; e < block.Edges.Length; e++)
            lastConv = block.Edges[e].IsIdentity ? lastConv : e;
        for (var e = 0; e <= lastConv; e++)
        {
            var edge = block.Edges[e];
            if (edge.IsIdentity)
                continue;
            var name = $"{place.Name}.edges.{e}";
            var channels = e == lastConv ? place.Channels : block.InnerChannels;
            // The release strides edge 0 only: an identity there leaves the resolution as it is.
            var stride = e == 0 ? place.Stride : 1;
            var linear = e == block.Edges.Length - 1 && !block.LastActivation;
            if (edge.Factorised)
                layer = builder.Add($"{name}.conv_a", new Conv(channels, Window.Same(edge.Kernel, 1, stride, 1), edge.Groups), layer);
            var window = edge.Factorised ? Window.Same(1, edge.Kernel, 1, stride) : Window.Square(edge.Kernel, stride);
            layer = builder.AddConv(name, layer, channels, window, linear ? null : ActivationKind.Relu, edge.Groups);
        }

        return (place.First ? SkipKind.None : block.Skip) switch
        {
            SkipKind.Add => builder.Add($"{place.Name}.add", new Elementwise(ElementwiseKind.Add), layer, input),
            SkipKind.Concat => builder.Add($"{place.Name}.concat", new Concat(), input, layer),
            _ => layer,
        };
    }

    private static int AddResidual(NetworkBuilder builder, ResidualBlock block, BlockPlace place, int layer)
    {
        var input = layer;
        if (block.Bottleneck)
        {
            var inner = Math.Max(1, place.Channels / block.Reduction);
            layer = builder.AddConv($"{place.Name}.conv1", layer, inner, Window.Square(1), ActivationKind.Relu);
            layer = builder.AddConv($"{place.Name}.conv2", layer, inner, Window.Square(3, place.Stride), ActivationKind.Relu, block.Groups);
            layer = builder.AddConv($"{place.Name}.conv3", layer, place.Channels, Window.Square(1), null);
        }
        else
        {
            layer = builder.AddConv($"{place.Name}.conv1", layer, place.Channels, Window.Square(3, place.Stride), ActivationKind.Relu);
            layer = builder.AddConv($"{place.Name}.conv2", layer, place.Channels, Window.Square(3), null);
        }

        if (block.SqueezeRatio > 0)
            layer = AddSqueeze(builder, $"{place.Name}.se", layer, Squeezed(place.Channels, block.SqueezeRatio), ActivationKind.Relu);
        if (builder[input] != builder[layer])
            input = builder.AddConv($"{place.Name}.project", input, place.Channels, Window.Square(1, place.Stride), null);
        layer = builder.Add($"{place.Name}.add", new Elementwise(ElementwiseKind.Add), layer, input);
        return builder.Add($"{place.Name}.act", new Activation(ActivationKind.Relu), layer);
    }

    private static int AddInverted(NetworkBuilder builder, InvertedBlock block, BlockPlace place, int layer)
    {
        var input = layer;
        var expanded = (int)Math.Round(builder[layer].Channels * block.Expansion);
        if (expanded != builder[layer].Channels)
            layer = builder.AddConv($"{place.Name}.expand", layer, expanded, Window.Square(1), block.Activation);
        layer = builder.AddConv($"{place.Name}.depthwise", layer, expanded, Window.Square(block.Kernel, place.Stride), block.Activation, expanded);
        if (block.SqueezeRatio > 0)
            layer = AddSqueeze(builder, $"{place.Name}.se", layer, Squeezed(expanded, block.SqueezeRatio), block.Activation);
        layer = builder.AddConv($"{place.Name}.project", layer, place.Channels, Window.Square(1), null);
        return builder[input] == builder[layer]
            ? builder.Add($"{place.Name}.add", new Elementwise(ElementwiseKind.Add), layer, input)
            : layer;
    }

    private static int AddPlain(NetworkBuilder builder, PlainBlock block, BlockPlace place, int layer)
    {
        var window = Window.Square(block.Kernel, place.Stride);
        if (block.BatchNorm)
            return builder.AddConv(place.Name, layer, place.Channels, window, ActivationKind.Relu);
        layer = builder.Add($"{place.Name}.conv", new Conv(place.Channels, window, Bias: true), layer);
        return builder.Add($"{place.Name}.act", new Activation(ActivationKind.Relu), layer);
    }

    private static int Squeezed(int channels, double ratio) => Math.Max(1, (int)Math.Round(channels / ratio));

    /// <summary>Squeeze-and-excitation in the dialect of its network: sigmoid gates, hard ones beside hard-swish, swish inside beside swish.</summary>
    private static int AddSqueeze(NetworkBuilder builder, string name, int layer, int squeezed, ActivationKind around)
    {
        var inner = around == ActivationKind.Swish ? ActivationKind.Swish : ActivationKind.Relu;
        var gate = around == ActivationKind.HardSwish ? ActivationKind.HardSigmoid : ActivationKind.Sigmoid;
        var scale = builder.Add($"{name}.pool", new GlobalPool(), layer);
        scale = builder.Add($"{name}.reduce", new Conv(squeezed, Window.Square(1), Bias: true), scale);
        scale = builder.Add($"{name}.act", new Activation(inner), scale);
        scale = builder.Add($"{name}.expand", new Conv(builder[layer].Channels, Window.Square(1), Bias: true), scale);
        scale = builder.Add($"{name}.gate", new Activation(gate), scale);
        return builder.Add($"{name}.scale", new Elementwise(ElementwiseKind.Mul), layer, scale);
    }
}
