namespace ISyNet.Hardware.Kernels;

/// <summary>Kernels that one ensemble of trees predicts.</summary>
public enum KernelClass
{
    /// <summary>Convolutions of one group.</summary>
    Convolution,

    /// <summary>Convolutions over maps whose channels come first, where the runtime keeps them last: it reorders or takes slower code.</summary>
    ChannelsFirst,

    /// <summary>Convolutions of several groups of several channels.</summary>
    Grouped,

    /// <summary>Convolutions of as many groups as channels.</summary>
    Depthwise,

    /// <summary>Pooling over a window.</summary>
    Pool,

    /// <summary>Many elements into one.</summary>
    Reduction,

    /// <summary>Fully connected layers and matrix products.</summary>
    Linear,

    /// <summary>Softmax and normalisation over features.</summary>
    Normalisation,

    /// <summary>Element-wise functions and moves of data.</summary>
    Elementwise,

    /// <summary>Convolutions of one group over blocks of channels.</summary>
    Blocked,

    /// <summary>Convolutions of several groups over blocks of channels, depthwise ones included.</summary>
    BlockedGroups,
}

/// <summary>Kernels that share the constants of one analytical time (<see cref="KernelForm"/>).</summary>
public enum KernelKind
{
    /// <summary>A convolution whose channels are multiples of eight on both sides.</summary>
    EvenConvolution,

    /// <summary>A convolution whose channels are not.</summary>
    UnevenConvolution,

    /// <summary>A convolution over at most four channels: an image.</summary>
    ImageConvolution,

    /// <summary>A convolution over a map of one position: squeeze-and-excitation.</summary>
    VectorConvolution,

    /// <summary>See <see cref="KernelClass.ChannelsFirst"/>.</summary>
    ChannelsFirstConvolution,

    /// <summary>A grouped convolution whose groups have 2, 4, 8, … channels.</summary>
    EvenGroups,

    /// <summary>A grouped convolution of other groups.</summary>
    OddGroups,

    /// <summary>A depthwise convolution alone.</summary>
    PlainDepthwise,

    /// <summary>A depthwise convolution with what is fused into it.</summary>
    FusedDepthwise,

    /// <summary>Pooling by the largest element.</summary>
    MaxPool,

    /// <summary>Pooling by the mean.</summary>
    AveragePool,

    /// <summary>See <see cref="KernelClass.Reduction"/>.</summary>
    Reduction,

    /// <summary>See <see cref="KernelClass.Linear"/>.</summary>
    Linear,

    /// <summary>See <see cref="KernelClass.Normalisation"/>.</summary>
    Normalisation,

    /// <summary>Element by element, over tensors of one shape.</summary>
    Elementwise,

    /// <summary>Element by element, one value per channel stretched over a map.</summary>
    Broadcast,

    /// <summary>Moves data: concat, copy, pad, transpose, change of resolution.</summary>
    Move,

    /// <summary>Batch normalisation that is not folded into a convolution.</summary>
    BatchNorm,

    /// <summary>A convolution of one group over blocks of channels (<see cref="RuntimeRules.ChannelBlock"/>).</summary>
    BlockedConvolution,

    /// <summary>A convolution of a 1x1 window over blocks of channels.</summary>
    BlockedPointwise,

    /// <summary>A convolution from fewer channels than a block into blocks: an image.</summary>
    BlockedImage,

    /// <summary>A grouped convolution over blocks of channels.</summary>
    BlockedGroups,

    /// <summary>A depthwise convolution over blocks of channels.</summary>
    BlockedDepthwise,
}

/// <summary>
/// One call that a runtime makes on a device, without its batch. Two kernels that are equal take the same time. All counts are per image.
/// </summary>
/// <param name="Function">What it computes, one of <see cref="KernelFunction.All"/>.</param>
/// <param name="InChannels">Channels of the input; features of a vector; the inner size of a matrix product.</param>
/// <param name="InHeight">Rows of the input; rows of a matrix product.</param>
/// <param name="InWidth">Columns of the input; matrix products side by side.</param>
/// <param name="OutChannels">Channels of the output.</param>
/// <param name="OutHeight">Rows of the output.</param>
/// <param name="OutWidth">Columns of the output.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="Stride">Step of the window.</param>
/// <param name="Dilation">Distance between the elements of the window.</param>
/// <param name="Groups">Groups of a convolution.</param>
/// <param name="InElements">Elements of all inputs, weights left out.</param>
/// <param name="OutElements">Elements of the output.</param>
/// <param name="ChannelsFirst">Whether the input lies with its channels first where the runtime keeps them last.</param>
/// <param name="MixesLayouts">Whether inputs of both layouts meet.</param>
public sealed record Kernel(
    string Function, int InChannels, int InHeight, int InWidth, int OutChannels, int OutHeight, int OutWidth,
    int KernelHeight, int KernelWidth, int Stride, int Dilation, int Groups, long InElements, long OutElements,
    bool ChannelsFirst = false, bool MixesLayouts = false)
{
    private const int EvenChannels = 8;
    private const int ImageChannels = 4;
    private const int FewestOfBlock = 4;

    /// <summary>Whether its maps lie in blocks of channels (<see cref="RuntimeRules.ChannelBlock"/>); the channels are then padded to whole blocks.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Which ensemble predicts it.</summary>
    public KernelClass Class => Kind switch
    {
        KernelKind.EvenConvolution or KernelKind.UnevenConvolution or KernelKind.ImageConvolution or KernelKind.VectorConvolution => KernelClass.Convolution,
        KernelKind.ChannelsFirstConvolution => KernelClass.ChannelsFirst,
        KernelKind.EvenGroups or KernelKind.OddGroups => KernelClass.Grouped,
        KernelKind.PlainDepthwise or KernelKind.FusedDepthwise => KernelClass.Depthwise,
        KernelKind.MaxPool or KernelKind.AveragePool => KernelClass.Pool,
        KernelKind.Reduction => KernelClass.Reduction,
        KernelKind.Linear => KernelClass.Linear,
        KernelKind.Normalisation => KernelClass.Normalisation,
        KernelKind.BlockedConvolution or KernelKind.BlockedPointwise or KernelKind.BlockedImage => KernelClass.Blocked,
        KernelKind.BlockedGroups or KernelKind.BlockedDepthwise => KernelClass.BlockedGroups,
        _ => KernelClass.Elementwise,
    };

    /// <summary>Which constants it shares.</summary>
    public KernelKind Kind => Function switch
    {
        KernelFunction.Conv or KernelFunction.ConvActivation or KernelFunction.ConvAddActivation => ConvolutionKind,
        KernelFunction.MaxPool => KernelKind.MaxPool,
        KernelFunction.AveragePool => KernelKind.AveragePool,
        KernelFunction.GlobalPool or KernelFunction.Reduce or KernelFunction.ReduceLast => KernelKind.Reduction,
        KernelFunction.Linear or KernelFunction.MatMul => KernelKind.Linear,
        KernelFunction.Softmax or KernelFunction.LayerNorm => KernelKind.Normalisation,
        KernelFunction.MulChannel => KernelKind.Broadcast,
        KernelFunction.Concat or KernelFunction.Copy or KernelFunction.Pad or KernelFunction.Transpose or KernelFunction.Upsample
            or KernelFunction.View or KernelFunction.ReorderInput or KernelFunction.ReorderOutput => KernelKind.Move,
        KernelFunction.BatchNorm => KernelKind.BatchNorm,
        _ => KernelKind.Elementwise,
    };

    /// <summary>Whether it is a convolution.</summary>
    public bool IsConvolution => Function is KernelFunction.Conv or KernelFunction.ConvActivation or KernelFunction.ConvAddActivation;

    /// <summary>Elements of its weights, read once per batch.</summary>
    public long WeightElements => IsConvolution
        ? (long)OutChannels * (InChannels / Groups) * KernelHeight * KernelWidth
        : Function == KernelFunction.Linear ? (long)InChannels * OutChannels : 0;

    /// <summary>Multiply-accumulates.</summary>
    public double Macs => IsConvolution
        ? (double)OutHeight * OutWidth * OutChannels * (InChannels / Groups) * KernelHeight * KernelWidth
        : Class == KernelClass.Linear ? (double)InHeight * InWidth * InChannels * OutChannels : 0;

    private KernelKind ConvolutionKind
    {
        get
        {
            var vector = InHeight * InWidth == 1 && OutHeight * OutWidth == 1;
            if (IsBlocked && Groups > 1)
                return Groups == InChannels ? KernelKind.BlockedDepthwise : KernelKind.BlockedGroups;
            if (IsBlocked && !vector)
                return InChannels % FewestOfBlock != 0 || InChannels <= EvenChannels ? KernelKind.BlockedImage
                    : KernelHeight * KernelWidth == 1 ? KernelKind.BlockedPointwise : KernelKind.BlockedConvolution;
            if (Groups > 1 && Groups == InChannels)
                return Function == KernelFunction.Conv ? KernelKind.PlainDepthwise : KernelKind.FusedDepthwise;
            if (ChannelsFirst && !vector)
                return KernelKind.ChannelsFirstConvolution;
            if (Groups > 1)
                return int.IsPow2(InChannels / Groups) ? KernelKind.EvenGroups : KernelKind.OddGroups;
            if (vector)
                return KernelKind.VectorConvolution;
            if (InChannels <= ImageChannels)
                return KernelKind.ImageConvolution;
            return InChannels % EvenChannels == 0 && OutChannels % EvenChannels == 0 ? KernelKind.EvenConvolution : KernelKind.UnevenConvolution;
        }
    }

    /// <summary>The first error; null if it is valid.</summary>
    public string? FirstProblem()
    {
        if (!KernelFunction.All.Contains(Function))
            return $"'{Function}' is no function of a kernel; there are {string.Join(", ", KernelFunction.All)}";
        ReadOnlySpan<int> sizes = [InChannels, InHeight, InWidth, OutChannels, OutHeight, OutWidth, KernelHeight, KernelWidth, Stride, Dilation, Groups];
        foreach (var size in sizes)
        {
            if (size is < 1 or > 1 << 24)
                return $"a size of {size} is not between 1 and {1 << 24}";
        }

        return IsConvolution && (InChannels % Groups != 0 || OutChannels % Groups != 0)
            ? $"{Groups} groups do not divide {InChannels} input and {OutChannels} output channels" : null;
    }
}

/// <summary>What a kernel computes, by name.</summary>
public static class KernelFunction
{
    /// <summary>A convolution with its bias, which may take a pass of its own.</summary>
    public const string Conv = "conv";

    /// <summary>A convolution, its bias and an activation as one kernel.</summary>
    public const string ConvActivation = "conv+relu";

    /// <summary>The same with a second tensor added.</summary>
    public const string ConvAddActivation = "conv+add+relu";

    /// <summary>The largest element of a window.</summary>
    public const string MaxPool = "maxpool";

    /// <summary>The mean of a window.</summary>
    public const string AveragePool = "avgpool";

    /// <summary>The mean of a map.</summary>
    public const string GlobalPool = "globalpool";

    /// <summary>A sum over a dimension before the map.</summary>
    public const string Reduce = "reduce";

    /// <summary>A sum over the last dimension.</summary>
    public const string ReduceLast = "reduce-last";

    /// <summary>A fully connected layer.</summary>
    public const string Linear = "linear";

    /// <summary>A product of two computed tensors.</summary>
    public const string MatMul = "matmul";

    /// <summary>Softmax.</summary>
    public const string Softmax = "softmax";

    /// <summary>Normalisation over features.</summary>
    public const string LayerNorm = "layernorm";

    /// <summary>Batch normalisation that is not folded.</summary>
    public const string BatchNorm = "batchnorm";

    /// <summary>A product or sum with one value per channel.</summary>
    public const string MulChannel = "mul-channel";

    /// <summary>Tensors joined.</summary>
    public const string Concat = "concat";

    /// <summary>A part of a tensor as a tensor of its own.</summary>
    public const string Copy = "copy";

    /// <summary>A tensor with a margin.</summary>
    public const string Pad = "pad";

    /// <summary>Dimensions in another order.</summary>
    public const string Transpose = "transpose";

    /// <summary>A change of resolution.</summary>
    public const string Upsample = "upsample";

    /// <summary>A sum or difference of two tensors.</summary>
    public const string Add = "add";

    /// <summary>A product or quotient of two tensors.</summary>
    public const string Mul = "mul";

    /// <summary>ReLU, clips, and operations with a number.</summary>
    public const string Relu = "relu";

    /// <summary>The sigmoid.</summary>
    public const string Sigmoid = "sigmoid";

    /// <summary>The piecewise linear sigmoid.</summary>
    public const string HardSigmoid = "hardsigmoid";

    /// <summary>x times its hard sigmoid.</summary>
    public const string HardSwish = "hardswish";

    /// <summary>x times its sigmoid in one kernel.</summary>
    public const string Silu = "silu";

    /// <summary>The Gaussian error linear unit, or the error function of it.</summary>
    public const string Gelu = "gelu";

    /// <summary>Leaky and parametric ReLU.</summary>
    public const string LeakyRelu = "leakyrelu";

    /// <summary>The hyperbolic tangent.</summary>
    public const string Tanh = "tanh";

    /// <summary>The square root.</summary>
    public const string Sqrt = "sqrt";

    /// <summary>Another shape of the same data, where the runtime makes a call of it.</summary>
    public const string View = "view";

    /// <summary>A map into blocks of channels.</summary>
    public const string ReorderInput = "reorder-input";

    /// <summary>Blocks of channels into a map.</summary>
    public const string ReorderOutput = "reorder-output";

    /// <summary>All names; their order is a feature of the trees.</summary>
    public static System.Collections.Immutable.ImmutableArray<string> All { get; } =
    [
        Conv, ConvActivation, ConvAddActivation, MaxPool, AveragePool, GlobalPool, Reduce, ReduceLast, Linear, MatMul, Softmax, LayerNorm,
        Relu, Add, Mul, MulChannel, Sigmoid, HardSigmoid, HardSwish, Silu, Gelu, BatchNorm, Concat, Copy, Pad, Transpose, Upsample, LeakyRelu, Tanh, Sqrt, View, ReorderInput, ReorderOutput,
    ];
}
