using ISyNet.Graph;
using ISyNet.Graph.Ops;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace ISyNet.Training.Networks;

/// <summary>Turns each operation of a network into its libtorch computation.</summary>
internal static class LayerFunctions
{
    private static readonly long[] MapAxes = [2, 3];

    /// <summary>What a batch counts of the running statistics.</summary>
    public const double BatchNormMomentum = 0.1;

    /// <param name="network">The network.</param>
    /// <param name="layer">One of its layers, not an input.</param>
    /// <param name="parameters">The tensors of the network.</param>
    /// <param name="rules">Which layers learn, and on which weights.</param>
    /// <param name="inPlace">Whether the first input is read by nobody else, before or after, and may be overwritten.</param>
    /// <exception cref="TrainingException">The operation cannot be trained; the message names the layer.</exception>
    public static LayerFunction Create(Network network, Layer layer, ParameterStore parameters, LearningRules rules, bool inPlace)
    {
        torch.Tensor Own(string name) => parameters[$"{layer.Name}.{name}"];
        torch.Tensor? Optional(string name, bool present) => present ? Own(name) : null;
        var function = Function();
        return rules switch
        {
            { Bfloat16: true, Accelerator.ByTensors: true } => DevicePrecision.Wrap(layer.Op, function),
            { Bfloat16: true } => MixedPrecision.Wrap(layer.Op, function),
            _ => function,
        };

        LayerFunction Function() => layer.Op switch
        {
            Conv conv when rules.StandardizeWeights => Standardized(conv, Own("weight"), Optional("bias", conv.Bias), rules.Accelerator),
            Conv conv when parameters.Bfloat16 is { } low => LearningIn(low, layer.Name, conv, Convolution(conv, Own("weight"), Optional("bias", conv.Bias), rules.Accelerator), rules.Accelerator),
            Conv conv => Convolution(conv, Own("weight"), Optional("bias", conv.Bias), rules.Accelerator),
            ConvTranspose conv => TransposedConvolution(layer, conv, Own("weight"), Optional("bias", conv.Bias)),
            Linear linear => Linear(Own("weight"), Optional("bias", linear.Bias)),
            BatchNorm norm => BatchNorm(norm, rules.IsFrozen(layer), Own("weight"), Own("bias"), Own("running_mean"), Own("running_var")),
            LayerNorm norm => LayerNorm(norm, network.InputShapes(layer)[0].IsMap, Own("weight"), Own("bias")),
            Activation activation => ActivationFunctions.Create(activation.Function, inPlace),
            Pool { Function: PoolKind.Max or PoolKind.Average } pool => Pooling(layer, pool),
            GlobalPool { Function: PoolKind.Max } => (x, _) => x[0].amax([2, 3], keepdim: true),
            GlobalPool { Function: PoolKind.Average } => GlobalAverage(network.InputShapes(layer)[0]),
            Elementwise elementwise when layer.Inputs.Length == 2 => Elementwise(layer, elementwise.Function, inPlace),
            Concat concat => (x, _) => torch.cat(x.ToArray(), concat.Axis + 1),
            MatMul => (x, _) => torch.matmul(x[0], x[1]),
            Flatten => (x, _) => x[0].flatten(1),
            Reshape reshape => Reshape(reshape),
            Dropout dropout => DropoutMask.Create(dropout.Probability),
            _ => throw new TrainingException(
                $"layer '{layer.Name}' ({layer.Op.Kind}) of '{network.Name}' cannot be trained: only a network built from our own operations can"),
        };
    }

    /// <summary>A convolution by its weights, as every network of ours computes it.</summary>
    public static LayerFunction Convolution(Conv conv, torch.Tensor weight, torch.Tensor? bias, Accelerator accelerator)
    {
        var window = conv.Window;
        if (!accelerator.IsCuda && window is { KernelArea: 1, PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0 } and not { StrideH: 1, StrideW: 1 })
            return StridedPointwise(window, conv.Groups, weight, bias);
        long[] stride = [window.StrideH, window.StrideW], dilation = [window.DilationH, window.DilationW];
        if (window.PadTop == window.PadBottom && window.PadLeft == window.PadRight)
        {
            long[] padding = [window.PadTop, window.PadLeft];
            return (x, _) => Convolve(x[0], weight, bias, stride, padding, dilation, conv.Groups);
        }

        long[] sides = [window.PadLeft, window.PadRight, window.PadTop, window.PadBottom];
        return (x, _) =>
        {
            using var padded = F.pad(x[0], sides);
            return Convolve(padded, weight, bias, stride, [0, 0], dilation, conv.Groups);
        };
    }

    private static LayerFunction LearningIn(Bfloat16Weights weights, string layer, Conv conv, LayerFunction plain, Accelerator accelerator)
    {
        var learning = Convolution(conv, weights[$"{layer}.weight"], conv.Bias ? weights[$"{layer}.bias"] : null, accelerator);
        return (x, pass) => pass.Training ? learning(x, pass) : plain(x, pass);
    }

    // The function is made anew in each pass: its weight is another tensor each time.
    private static LayerFunction Standardized(Conv conv, torch.Tensor weight, torch.Tensor? bias, Accelerator accelerator) => (x, pass) =>
        Convolution(conv, WeightStandardization.Standardize(weight), bias, accelerator)(x, pass);

    // On a processor whose best is AVX2, the gradients of oneDNN's own strided 1x1 convolution of fewer than 8 channels, channels last, write past
    // their memory (docs/numerics.md); dropping the skipped pixels first is the same computation without it.
    private static LayerFunction StridedPointwise(Window window, int groups, torch.Tensor weight, torch.Tensor? bias) => (x, _) =>
    {
        using var rows = x[0].slice(2, 0, x[0].shape[2], window.StrideH);
        using var kept = rows.slice(3, 0, x[0].shape[3], window.StrideW);
        return Convolve(kept, weight, bias, [1, 1], [0, 0], [1, 1], groups);
    };

    // In the arithmetic of its input: the weights are cast to it, and their gradients back.
    private static torch.Tensor Convolve(
        torch.Tensor x, torch.Tensor weight, torch.Tensor? bias, long[] stride, long[] padding, long[] dilation, int groups)
    {
        if (x.dtype == weight.dtype)
            return F.conv2d(x, weight, bias, stride, padding, dilation, groups);
        using var castWeight = weight.to(x.dtype);
        using var castBias = bias?.to(x.dtype);
        return F.conv2d(x, castWeight, castBias, stride, padding, dilation, groups);
    }

    private static LayerFunction TransposedConvolution(Layer layer, ConvTranspose conv, torch.Tensor weight, torch.Tensor? bias)
    {
        var window = conv.Window;
        long[] stride = [window.StrideH, window.StrideW], dilation = [window.DilationH, window.DilationW];
        long[] extra = [conv.OutputPadH, conv.OutputPadW];
        if (window.PadTop == window.PadBottom && window.PadLeft == window.PadRight)
        {
            long[] padding = [window.PadTop, window.PadLeft];
            return (x, _) => F.conv_transpose2d(x[0], weight, bias, stride, padding, extra, dilation, conv.Groups);
        }

        // The padding of a transposed convolution is what is cut off its result.
        var output = layer.Output;
        return (x, _) =>
        {
            using var whole = F.conv_transpose2d(x[0], weight, bias, stride, [0, 0], extra, dilation, conv.Groups);
            using var rows = whole.narrow(2, window.PadTop, output.Height);
            return rows.narrow(3, window.PadLeft, output.Width);
        };
    }

    private static LayerFunction Linear(torch.Tensor weight, torch.Tensor? bias) => (x, _) => F.linear(x[0], weight, bias);

    private static LayerFunction BatchNorm(BatchNorm norm, bool frozen, torch.Tensor weight, torch.Tensor bias, torch.Tensor mean, torch.Tensor variance) =>
        (x, pass) => F.batch_norm(x[0], mean, variance, weight, bias, pass.Training && !frozen, BatchNormMomentum, norm.Epsilon);

    // Over all features of a map with one scale per channel it is group norm with one group; else over the last dimension.
    private static LayerFunction LayerNorm(LayerNorm norm, bool map, torch.Tensor weight, torch.Tensor bias) => map
        ? (x, _) => F.group_norm(x[0], 1, weight, bias, norm.Epsilon)
        : (x, _) => F.layer_norm(x[0], weight.shape, weight, bias, norm.Epsilon);

    // The gradient of a sum is one number a channel seen many times; that of a mean would be divided and written in full.
    private static LayerFunction GlobalAverage(Shape map)
    {
        var factor = 1.0 / (map.Height * map.Width);
        // A map of bfloat16 is summed in float32 in the same pass.
        return (x, _) => (x[0].dtype == torch.ScalarType.BFloat16
            ? x[0].sum(MapAxes, keepdim: true, torch.ScalarType.Float32)
            : x[0].sum(MapAxes, keepdim: true)).Times(factor);
    }

    private static LayerFunction Pooling(Layer layer, Pool pool)
    {
        var window = pool.Window;
        if (window.PadTop != window.PadBottom || window.PadLeft != window.PadRight)
            throw new TrainingException($"layer '{layer.Name}': pooling with unequal padding cannot be trained");
        long[] kernel = [window.KernelH, window.KernelW], stride = [window.StrideH, window.StrideW];
        long[] padding = [window.PadTop, window.PadLeft], dilation = [window.DilationH, window.DilationW];
        return pool.Function == PoolKind.Max
            ? (x, _) => F.max_pool2d(x[0], kernel, stride, padding, dilation, pool.CeilMode)
            : (x, _) => F.avg_pool2d(x[0], kernel, stride, padding, pool.CeilMode);
    }

    private static LayerFunction Elementwise(Layer layer, ElementwiseKind function, bool inPlace) => function switch
    {
        ElementwiseKind.Add when inPlace => (x, _) => x[0].Increase(x[1]),
        ElementwiseKind.Add => (x, _) => x[0].Plus(x[1]),
        ElementwiseKind.Sub => (x, _) => x[0].sub(x[1]),
        ElementwiseKind.Mul => (x, _) => x[0].mul(x[1]),
        ElementwiseKind.Div => (x, _) => x[0].div(x[1]),
        _ => throw new TrainingException($"layer '{layer.Name}' ({layer.Op.Kind}): this element-wise operation cannot be trained"),
    };

    private static LayerFunction Reshape(Reshape reshape)
    {
        long[] sizes = [-1, .. reshape.Target.Dims.Select(dim => (long)dim)];
        return (x, _) => x[0].reshape(sizes);
    }
}
