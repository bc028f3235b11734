using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Architectures;

/// <summary>One copy of the block of a stage: its name, its place, its output channels and its stride.</summary>
internal readonly record struct BlockCopy(string Name, LayerPlace Place, int Channels, int Stride)
{
    public LayerPlace Skip => Place with { Role = LayerRole.Skip };

    public LayerPlace SqueezeExcitation => Place with { Role = LayerRole.SqueezeExcitation };
}

/// <summary>Adds one block of a stage to a network.</summary>
internal static class BlockBuilder
{
    /// <param name="builder">A builder at the place of the block.</param>
    /// <param name="block">The block of the stage.</param>
    /// <param name="copy">Which copy of it.</param>
    /// <param name="layer">What the block reads.</param>
    /// <returns>The last layer of the block.</returns>
    public static int Add(NetworkBuilder builder, Block block, BlockCopy copy, int layer) => block switch
    {
        EdgeBlock edges => AddEdges(builder, edges, copy, layer),
        ResidualBlock residual => AddResidual(builder, residual, copy, layer),
        InvertedBlock inverted => AddInverted(builder, inverted, copy, layer),
        PlainBlock plain => AddPlain(builder, plain, copy, layer),
        _ => throw new GraphException($"{copy.Name}: unknown block {block.GetType().Name}"),
    };

    private static int AddEdges(NetworkBuilder builder, EdgeBlock block, BlockCopy copy, int layer)
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
            var name = $"{copy.Name}.edges.{e}";
            var part = builder.In(copy.Place with { Edge = e });
            var channels = e == lastConv ? copy.Channels : block.InnerChannels;
            // The release strides edge 0 only: an identity there leaves the resolution as it is.
            var stride = e == 0 ? copy.Stride : 1;
            var linear = e == block.Edges.Length - 1 && !block.LastActivation;
            if (edge.Factorised)
                layer = part.Add($"{name}.conv_a", new Conv(channels, Window.Same(edge.Kernel, 1, stride, 1), edge.Groups), layer);
            var window = edge.Factorised ? Window.Same(1, edge.Kernel, 1, stride) : Window.Square(edge.Kernel, stride);
            layer = part.AddConv(name, layer, channels, window, linear ? null : ActivationKind.Relu, edge.Groups);
        }

        return (copy.Place.Block == 0 ? SkipKind.None : block.Skip) switch
        {
            SkipKind.Add => builder.In(copy.Skip).Add($"{copy.Name}.add", new Elementwise(ElementwiseKind.Add), layer, input),
            SkipKind.Concat => builder.In(copy.Skip).Add($"{copy.Name}.concat", new Concat(), input, layer),
            _ => layer,
        };
    }

    private static int AddResidual(NetworkBuilder builder, ResidualBlock block, BlockCopy copy, int layer)
    {
        var input = layer;
        if (block.Bottleneck)
        {
            var inner = Math.Max(1, copy.Channels / block.Reduction);
            layer = builder.AddConv($"{copy.Name}.conv1", layer, inner, Window.Square(1), ActivationKind.Relu);
            layer = builder.AddConv($"{copy.Name}.conv2", layer, inner, Window.Square(3, copy.Stride), ActivationKind.Relu, block.Groups);
            layer = builder.AddConv($"{copy.Name}.conv3", layer, copy.Channels, Window.Square(1), null);
        }
        else
        {
            layer = builder.AddConv($"{copy.Name}.conv1", layer, copy.Channels, Window.Square(3, copy.Stride), ActivationKind.Relu);
            layer = builder.AddConv($"{copy.Name}.conv2", layer, copy.Channels, Window.Square(3), null);
        }

        if (block.SqueezeRatio > 0)
            layer = AddSqueeze(builder.In(copy.SqueezeExcitation), $"{copy.Name}.se", layer, Squeezed(copy.Channels, block.SqueezeRatio), ActivationKind.Relu);
        if (builder[input] != builder[layer])
            input = builder.In(copy.Skip).AddConv($"{copy.Name}.project", input, copy.Channels, Window.Square(1, copy.Stride), null);
        layer = builder.In(copy.Skip).Add($"{copy.Name}.add", new Elementwise(ElementwiseKind.Add), layer, input);
        return builder.Add($"{copy.Name}.act", new Activation(ActivationKind.Relu), layer);
    }

    private static int AddInverted(NetworkBuilder builder, InvertedBlock block, BlockCopy copy, int layer)
    {
        var input = layer;
        var expanded = (int)Math.Round(builder[layer].Channels * block.Expansion);
        if (expanded != builder[layer].Channels)
            layer = builder.AddConv($"{copy.Name}.expand", layer, expanded, Window.Square(1), block.Activation);
        layer = builder.AddConv($"{copy.Name}.depthwise", layer, expanded, Window.Square(block.Kernel, copy.Stride), block.Activation, expanded);
        if (block.SqueezeRatio > 0)
            layer = AddSqueeze(builder.In(copy.SqueezeExcitation), $"{copy.Name}.se", layer, Squeezed(expanded, block.SqueezeRatio), block.Activation);
        layer = builder.AddConv($"{copy.Name}.project", layer, copy.Channels, Window.Square(1), null);
        return builder[input] == builder[layer]
            ? builder.In(copy.Skip).Add($"{copy.Name}.add", new Elementwise(ElementwiseKind.Add), layer, input)
            : layer;
    }

    private static int AddPlain(NetworkBuilder builder, PlainBlock block, BlockCopy copy, int layer)
    {
        var window = Window.Square(block.Kernel, copy.Stride);
        if (block.BatchNorm)
            return builder.AddConv(copy.Name, layer, copy.Channels, window, ActivationKind.Relu);
        layer = builder.Add($"{copy.Name}.conv", new Conv(copy.Channels, window, Bias: true), layer);
        return builder.Add($"{copy.Name}.act", new Activation(ActivationKind.Relu), layer);
    }

    private static int Squeezed(int channels, double ratio) => Math.Max(1, (int)Math.Round(channels / ratio));

    /// <summary>Squeeze-and-excitation in the variant that fits its network: with hard-swish, hard-sigmoid gates; with swish, swish inside; sigmoid gates otherwise.</summary>
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
