using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Building;

/// <summary>A network of a single kernel, for devices that do not report times of layers.</summary>
internal static class KernelProbe
{
    /// <summary>A network that does almost nothing: its time is the cost of a run.</summary>
    public static Network Empty()
    {
        var builder = new NetworkBuilder("empty");
        builder.Add("relu", new Activation(ActivationKind.Relu), builder.Input(Shape.Map(1, 1, 1)));
        return builder.Build();
    }

    /// <summary>The network of a kernel; null for a kernel that only occurs because of other layers.</summary>
    public static Network? Build(Kernel kernel)
    {
        var builder = new NetworkBuilder("probe");
        var from = Shape.Map(kernel.InChannels, kernel.InHeight, kernel.InWidth);
        try
        {
            switch (kernel.Function)
            {
                case KernelFunction.Conv or KernelFunction.ConvActivation:
                    var last = Convolve(builder, kernel, builder.Input(from));
                    if (kernel.Function == KernelFunction.ConvActivation)
                        builder.Add("act", new Activation(ActivationKind.Relu), last);
                    break;
                case KernelFunction.ConvAddActivation when kernel is { Stride: 1 } && kernel.InChannels == kernel.OutChannels:
                    var input = builder.Input(from);
                    builder.Add("act", new Activation(ActivationKind.Relu), builder.Add("add", new Elementwise(ElementwiseKind.Add), Convolve(builder, kernel, input), input));
                    break;
                case KernelFunction.MaxPool or KernelFunction.AveragePool:
                    builder.Add("pool", new Pool(kernel.Function == KernelFunction.MaxPool ? PoolKind.Max : PoolKind.Average, WindowOf(kernel)), builder.Input(from));
                    break;
                case KernelFunction.GlobalPool:
                    builder.Add("pool", new GlobalPool(), builder.Input(from));
                    break;
                case KernelFunction.Linear when kernel.InHeight == 1:
                    builder.Add("fc", new Linear(kernel.OutChannels), builder.Input(new Shape(kernel.InChannels)));
                    break;
                case KernelFunction.Add or KernelFunction.Mul:
                    var same = builder.Input(from);
                    builder.Add("sum", new Elementwise(kernel.Function == KernelFunction.Add ? ElementwiseKind.Add : ElementwiseKind.Mul), same, same);
                    break;
                default:
                    if (Function(kernel.Function) is not { } function)
                        return null;
                    builder.Add("act", new Activation(function), builder.Input(from));
                    break;
            }
        }
        catch (GraphException)
        {
            return null;
        }

        var network = builder.Build();
        return network.Output.Elements == kernel.OutElements ? network : null;
    }

    private static int Convolve(NetworkBuilder builder, Kernel kernel, int input) =>
        builder.Add("conv", new Conv(kernel.OutChannels, WindowOf(kernel), kernel.Groups, Bias: true), input);

    private static Window WindowOf(Kernel k) => Window.Same(k.KernelHeight, k.KernelWidth, k.Stride, k.Stride) with
    {
        DilationH = k.Dilation,
        DilationW = k.Dilation,
        PadTop = k.KernelHeight / 2 * k.Dilation,
        PadBottom = k.KernelHeight / 2 * k.Dilation,
        PadLeft = k.KernelWidth / 2 * k.Dilation,
        PadRight = k.KernelWidth / 2 * k.Dilation,
    };

    private static ActivationKind? Function(string function) => function switch
    {
        KernelFunction.Relu => ActivationKind.Relu,
        KernelFunction.Sigmoid => ActivationKind.Sigmoid,
        KernelFunction.HardSigmoid => ActivationKind.HardSigmoid,
        KernelFunction.HardSwish => ActivationKind.HardSwish,
        KernelFunction.LeakyRelu => ActivationKind.LeakyRelu,
        KernelFunction.Tanh => ActivationKind.Tanh,
        _ => null,
    };
}
