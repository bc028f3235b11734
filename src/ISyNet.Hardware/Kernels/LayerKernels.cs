using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Kernels;

/// <summary>The kernels of single layers, where all runtimes call the same.</summary>
internal static class LayerKernels
{
    /// <summary>A fully connected layer or a product of two computed matrices.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="layers">All layers of its network.</param>
    public static Kernel Product(Layer layer, ImmutableArray<Layer> layers)
    {
        var (left, output) = (layers[layer.Inputs[0]].Output, layer.Output);
        var inner = left.Dims[^1];
        if (layer.Op is Linear)
        {
            var rows = (int)(left.Elements / inner);
            return new Kernel(KernelFunction.Linear, inner, rows, 1, output.Dims[^1], rows, 1, 1, 1, 1, 1, 1, left.Elements, output.Elements);
        }

        var (height, count) = (left.Dims[^2], (int)(left.Elements / inner / left.Dims[^2]));
        return new Kernel(KernelFunction.MatMul, inner, height, count, output.Dims[^1], height, count, 1, 1, 1, 1, 1, layer.Inputs.Sum(input => layers[input].Output.Elements), output.Elements);
    }

    /// <summary>A window that moves over a map: a convolution or a pool.</summary>
    public static Kernel Sliding(string function, Shape from, Shape to, Window window, int groups, bool channelsFirst = false)
    {
        var (height, width) = from.IsMap ? (from.Height, from.Width) : (1, 1);
        var (outHeight, outWidth) = to.IsMap ? (to.Height, to.Width) : (1, 1);
        return new Kernel(function, from.Dims[0], height, width, to.Dims[0], outHeight, outWidth, window.KernelH, window.KernelW, window.StrideH, window.DilationH,
            groups, from.Elements, to.Elements, channelsFirst);
    }

    /// <summary>A pass over a whole tensor.</summary>
    /// <param name="function">What it computes.</param>
    /// <param name="shape">The output.</param>
    /// <param name="inElements">Elements of all inputs.</param>
    /// <param name="channelsFirst">See <see cref="Kernel.ChannelsFirst"/>.</param>
    public static Kernel Pass(string function, Shape shape, long inElements, bool channelsFirst)
    {
        var (channels, height, width) = Sizes(shape);
        return new Kernel(function, channels, height, width, channels, height, width, 1, 1, 1, 1, 1, inElements, shape.Elements, channelsFirst);
    }

    /// <summary>A tensor as a map; the features of rows are its channels.</summary>
    public static (int Channels, int Height, int Width) Sizes(Shape shape) => shape.Rank switch
    {
        0 => (1, 1, 1),
        1 => (shape.Dims[0], 1, 1),
        3 => (shape.Dims[0], shape.Dims[1], shape.Dims[2]),
        _ => (shape.Dims[^1], (int)(shape.Elements / shape.Dims[^1]), 1),
    };

    /// <summary>An activation as one kernel.</summary>
    public static string Function(ActivationKind function) => function switch
    {
        ActivationKind.Relu or ActivationKind.Relu6 => KernelFunction.Relu,
        ActivationKind.LeakyRelu or ActivationKind.PRelu or ActivationKind.Elu => KernelFunction.LeakyRelu,
        ActivationKind.Sigmoid => KernelFunction.Sigmoid,
        ActivationKind.HardSigmoid => KernelFunction.HardSigmoid,
        ActivationKind.HardSwish => KernelFunction.HardSwish,
        ActivationKind.Swish => KernelFunction.Silu,
        ActivationKind.Gelu => KernelFunction.Gelu,
        _ => KernelFunction.Tanh,
    };

    /// <summary>An operation on two tensors of one shape.</summary>
    public static string Function(ElementwiseKind function) => function is ElementwiseKind.Add or ElementwiseKind.Sub ? KernelFunction.Add : KernelFunction.Mul;

    /// <summary>An operation of another framework that computes element by element.</summary>
    public static string Function(Imported imported) => imported.OpType switch
    {
        "Sqrt" => KernelFunction.Sqrt,
        "Erf" => KernelFunction.Gelu,
        "Tanh" => KernelFunction.Tanh,
        _ => KernelFunction.Relu,
    };
}
