using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Kernels;

/// <summary>
/// Splits a network into the kernels of a runtime whose convolutions work on blocks of channels (ONNX Runtime on processors). The first convolution that can write
/// blocks does so. A layer that cannot read blocks gets a reordered copy, and a layer that needs blocks another; there is at most one copy per tensor. Channels are
/// padded to whole blocks. The rules come from profiles of the runtime (docs/kernels.md).
/// </summary>
internal sealed class BlockedCutting
{
    // Maps of a multiple of so many channels are padded to whole blocks; others stay as they are.
    private const int Padded = 4;

    private readonly ImmutableArray<Layer> _layers;
    private readonly KernelFusion _fusion;
    private readonly int _block;
    private readonly int[] _tensorOf;
    private readonly Form[] _forms;
    private readonly ImmutableArray<LayerKernel>.Builder _kernels = ImmutableArray.CreateBuilder<LayerKernel>();

    private BlockedCutting(Network network, RuntimeRules rules)
    {
        (_layers, _fusion, _block) = (network.Layers, new KernelFusion(network, rules), rules.ChannelBlock);
        (_tensorOf, _forms) = (new int[_layers.Length], new Form[_layers.Length]);
    }

    // How a tensor lies, and whether a copy of the other layout was made.
    private readonly record struct Form(bool IsBlocked, bool HasCopy = false);

    public static ImmutableArray<LayerKernel> Cut(Network network, RuntimeRules rules)
    {
        var cutting = new BlockedCutting(network, rules);
        for (var i = 0; i < cutting._layers.Length; i++)
            cutting.Run(i);
        foreach (var output in network.Outputs)
            cutting.Take(output, blocked: false, output);
        return cutting._kernels.ToImmutable();
    }

    private void Run(int i)
    {
        var layer = _layers[i];
        _tensorOf[i] = i;
        if (_fusion.IsCovered(i))
        {
            // What runs inside a convolution has its tensor.
            _tensorOf[i] = _tensorOf[layer.Inputs.FirstOrDefault(input => IsPartOf(input, i), layer.Inputs[0])];
            return;
        }

        switch (layer.Op)
        {
            case Input:
                // A part of a network begins where the part before it left blocks.
                _forms[i] = new Form(layer.Output.IsMap && layer.Output.Channels >= _block && CanPad(layer.Output.Channels));
                break;
            case Conv conv:
                Convolve(conv, i);
                break;
            case ConvTranspose conv:
                Take(layer.Inputs[0], blocked: false, i);
                Add(LayerKernels.Sliding(KernelFunction.Conv, _layers[layer.Inputs[0]].Output, layer.Output, conv.Window, conv.Groups, channelsFirst: true), i);
                break;
            case Pool pool:
                Slide(pool.Function == PoolKind.Max ? KernelFunction.MaxPool : KernelFunction.AveragePool, pool.Window, i);
                break;
            case GlobalPool:
                Slide(KernelFunction.GlobalPool, new Window(1, 1), i);
                break;
            case BatchNorm when IsBlocked(layer.Inputs[0]):
                Normalise(i);
                break;
            case Activation { Function: ActivationKind.Sigmoid } when Gated(i) is { } product:
                // x times its sigmoid is one kernel.
                _fusion.Cover(product);
                Pass(KernelFunction.Silu, i, IsBlocked(layer.Inputs[0]));
                break;
            case Activation { Function: ActivationKind.HardSwish }:
                // The runtime writes the function out where no convolution takes it.
                Pass(KernelFunction.HardSigmoid, i, IsBlocked(layer.Inputs[0]));
                Pass(KernelFunction.Mul, i, IsBlocked(layer.Inputs[0]));
                break;
            case Activation activation:
                Pass(LayerKernels.Function(activation.Function), i, IsBlocked(layer.Inputs[0]));
                break;
            case Concat:
                Pass(KernelFunction.Concat, i, layer.Output.IsMap && layer.Inputs.All(s => IsBlocked(s) && _layers[s].Output.Channels % _block == 0));
                break;
            case Elementwise elementwise:
                Combine(elementwise, i);
                break;
            case Dropout:
                _tensorOf[i] = _tensorOf[layer.Inputs[0]];
                break;
            case Imported { Work: WorkKind.Free }:
                _tensorOf[i] = layer.Inputs.Length > 0 ? _tensorOf[layer.Inputs[0]] : i;
                break;
            case Imported { Work: WorkKind.Resize } when layer.Inputs.Length > 0:
                Pass(KernelFunction.Upsample, i, IsBlocked(layer.Inputs[0]));
                break;
            case Linear or MatMul:
                Multiply(i);
                break;
            default:
                Pass(Function(layer), i, blocked: false);
                break;
        }
    }

    // Whether a layer is the convolution or the sigmoid that a sum or product runs inside of.
    private bool IsPartOf(int layer, int i) => _fusion.Lead(layer) is var lead && _fusion.AddendOf(lead) >= 0 ? _fusion.SumOf(lead) == i : Gated(layer) == i;

    private int? Gated(int i) => _layers[i].Op is Activation { Function: ActivationKind.Sigmoid } && _fusion.OnlyReader(i) is { } next
        && _layers[next] is { Op: Elementwise { Function: ElementwiseKind.Mul }, Inputs: [var a, var b] } && (a == _layers[i].Inputs[0] || b == _layers[i].Inputs[0]) ? next : null;

    private bool IsBlocked(int layer) => _forms[_tensorOf[layer]].IsBlocked;

    private static bool CanPad(int channels) => channels % Padded == 0;

    private int Whole(int channels) => (channels + _block - 1) / _block * _block;

    private void Convolve(Conv conv, int i)
    {
        var (layer, source) = (_layers[i], _layers[i].Inputs[0]);
        var (from, to) = (_layers[source].Output, layer.Output);
        var (entering, leaving) = (from.Channels, to.Channels);
        var (depthwise, direct, blocked) = (IsDepthwise(conv, from, to), IsDirect(conv, from), CanBlock(conv, from, to));
        Take(source, blocked && !direct, i);
        var addend = _fusion.AddendOf(i);
        if (addend >= 0 && !CanAdd(i, addend, blocked))
        {
            _fusion.Separate(i);
            addend = -1;
        }

        // A convolution that is added runs before this one, also if it comes later in the network.
        if (addend >= 0 && addend < i)
            Take(addend, blocked, i);
        var (inputs, outputs) = blocked ? (direct ? entering : Whole(entering), Whole(leaving)) : (entering, leaving);
        var (inElements, outElements) = ((long)inputs * from.Height * from.Width, (long)outputs * to.Height * to.Width);
        Add(new Kernel(_fusion.FunctionOf(i), inputs, from.Height, from.Width, outputs, to.Height, to.Width, conv.Window.KernelH, conv.Window.KernelW, conv.Window.StrideH,
            conv.Window.DilationH, depthwise && blocked ? inputs : conv.Groups, inElements + (addend >= 0 ? outElements : 0), outElements, ChannelsFirst: !blocked)
        { IsBlocked = blocked }, i);
        _forms[i] = new Form(blocked);
    }

    private static bool IsDepthwise(Conv conv, Shape from, Shape to) => conv.IsDepthwise(from.Channels) && from.Channels == to.Channels;

    // Fewer channels than a block are read as they are.
    private bool IsDirect(Conv conv, Shape from) => conv.Groups == 1 && from.Channels < _block;

    private bool CanBlock(Conv conv, Shape from, Shape to) => IsDirect(conv, from) || (conv.Groups == 1 || IsDepthwise(conv, from, to)
        ? CanPad(from.Channels) : from.Channels / conv.Groups % _block == 0 && to.Channels / conv.Groups % _block == 0);

    // Over blocks both tensors must lie in blocks; elsewhere the convolution must have one group and be the sum's first input.
    private bool CanAdd(int i, int addend, bool blocked)
    {
        if (!blocked)
            return _layers[i].Op is Conv { Groups: 1 } && _fusion.Lead(_layers[_fusion.SumOf(i)].Inputs[0]) == i;
        if (addend < i)
            return IsBlocked(addend);
        return _layers[_fusion.Lead(addend)] is { Op: Conv conv } other && CanBlock(conv, _layers[other.Inputs[0]].Output, other.Output);
    }

    private void Slide(string function, Window window, int i)
    {
        var (source, to) = (_layers[i].Inputs[0], _layers[i].Output);
        var from = _layers[source].Output;
        var blocked = from.Channels % _block == 0;
        Take(source, blocked, i);
        Add(LayerKernels.Sliding(function, from, to, window, groups: 1) with { IsBlocked = blocked }, i);
        _forms[i] = new Form(blocked);
    }

    // A depthwise convolution of one weight per channel.
    private void Normalise(int i)
    {
        if (_fusion.FusibleReader(i) is { } activation)
            _fusion.Cover(activation);
        var shape = _layers[i].Output;
        var channels = Whole(shape.Channels);
        var elements = (long)channels * shape.Height * shape.Width;
        Add(new Kernel(KernelFunction.ConvActivation, channels, shape.Height, shape.Width, channels, shape.Height, shape.Width, 1, 1, 1, 1, channels, elements, elements) { IsBlocked = true }, i);
        _forms[i] = new Form(IsBlocked: true);
    }

    private void Combine(Elementwise elementwise, int i)
    {
        var layer = _layers[i];
        var function = LayerKernels.Function(elementwise.Function);
        var same = layer.Inputs.Length == 2 && layer.Inputs.All(s => _layers[s].Output.Elements == layer.Output.Elements);
        if (layer.Inputs.Length < 2)
            function = elementwise.Constant is { Elements: > 1 } ? KernelFunction.MulChannel : KernelFunction.Relu;
        else if (!same)
            function = KernelFunction.MulChannel;
        Pass(function, i, same && layer.Inputs.All(IsBlocked));
    }

    private void Multiply(int i)
    {
        var layer = _layers[i];
        foreach (var input in layer.Inputs)
            Take(input, blocked: false, i);
        // Products take fewer functions inside than convolutions do.
        if (layer.Op is Linear && _layers[layer.Inputs[0]].Output.Rank == 1 && _fusion.FusibleReader(i) is { } next
            && _layers[next].Op is Activation { Function: ActivationKind.Relu or ActivationKind.LeakyRelu or ActivationKind.Sigmoid or ActivationKind.Tanh })
            _fusion.Cover(next);
        Add(LayerKernels.Product(layer, _layers), i);
    }

    // A pass over whole tensors in the layout of its inputs.
    private void Pass(string function, int i, bool blocked)
    {
        var layer = _layers[i];
        foreach (var input in layer.Inputs)
            Take(input, blocked, i);
        var (channels, height, width) = LayerKernels.Sizes(layer.Output);
        var padded = blocked ? Whole(channels) : channels;
        var leaving = (long)padded * height * width;
        var entering = function switch { KernelFunction.Add or KernelFunction.Mul => 2 * leaving, KernelFunction.MulChannel => leaving + padded, _ => leaving };
        Add(new Kernel(function, padded, height, width, padded, height, width, 1, 1, 1, 1, 1, entering, leaving) { IsBlocked = blocked }, i);
        _forms[i] = new Form(blocked);
    }

    /// <summary>Provides a tensor in a layout. Adds a reorder, unless the tensor has this layout or a copy with it.</summary>
    private void Take(int layer, bool blocked, int reader)
    {
        var tensor = _tensorOf[layer];
        var form = _forms[tensor];
        var shape = _layers[tensor].Output;
        if (form.IsBlocked == blocked || form.HasCopy || !shape.IsMap)
            return;
        _forms[tensor] = form with { HasCopy = true };
        var (from, to) = blocked ? (shape.Channels, Whole(shape.Channels)) : (Whole(shape.Channels), shape.Channels);
        var positions = (long)shape.Height * shape.Width;
        Add(new Kernel(blocked ? KernelFunction.ReorderInput : KernelFunction.ReorderOutput, from, shape.Height, shape.Width, to, shape.Height, shape.Width,
            1, 1, 1, 1, 1, from * positions, to * positions), reader);
    }

    private static string Function(Layer layer) => layer.Op switch
    {
        BatchNorm => KernelFunction.BatchNorm,
        LayerNorm => KernelFunction.LayerNorm,
        Flatten or Reshape => KernelFunction.View,
        Imported { OpType: "Transpose" } => KernelFunction.Transpose,
        Imported { OpType: "Pad" } => KernelFunction.Pad,
        Imported { Work: WorkKind.DataMove } => KernelFunction.Copy,
        Imported { Work: WorkKind.Softmax } => KernelFunction.Softmax,
        Imported { Work: WorkKind.Reduction } => KernelFunction.Reduce,
        Imported imported => LayerKernels.Function(imported),
        _ => throw new GraphException($"layer '{layer.Name}': no kernels are known of the operation '{layer.Op.Kind}'"),
    };

    private void Add(Kernel kernel, int layer) => _kernels.Add(new LayerKernel(kernel, layer));
}
