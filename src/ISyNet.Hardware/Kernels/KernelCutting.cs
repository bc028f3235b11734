using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Kernels;

/// <summary>A kernel and the layer that it computes.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Layer">Index of the layer that leads it.</param>
public readonly record struct LayerKernel(Kernel Kernel, int Layer);

/// <summary>
/// Splits a network into the kernels that a runtime calls, layer by layer: which operations are fused, which views are free and which
/// are copied, and the memory layout of the tensors.
/// </summary>
public sealed class KernelCutting
{
    private readonly RuntimeRules _rules;
    private readonly ImmutableArray<Layer> _layers;
    private readonly KernelFusion _fusion;
    private readonly Tensor[] _tensors;
    private readonly ImmutableArray<LayerKernel>.Builder _kernels = ImmutableArray.CreateBuilder<LayerKernel>();

    private KernelCutting(Network network, RuntimeRules rules)
    {
        (_rules, _layers, _fusion) = (rules, network.Layers, new KernelFusion(network, rules));
        _tensors = new Tensor[_layers.Length];
    }

    /// <summary>The kernels of a network, in the order in which they run.</summary>
    /// <exception cref="GraphException">The kernels of a layer are not known; the message names it.</exception>
    public static ImmutableArray<LayerKernel> Cut(Network network, RuntimeRules rules)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.ChannelBlock > 1)
            return BlockedCutting.Cut(network, rules);
        var cutting = new KernelCutting(network, rules);
        for (var i = 0; i < cutting._layers.Length; i++)
            cutting.Run(i);
        return cutting._kernels.ToImmutable();
    }

    // How a tensor lies: channels first, a part of a larger tensor, or seen in another order of dimensions.
    private readonly record struct Tensor(bool ChannelsFirst, bool IsPart = false, bool IsPermuted = false);

    private void Run(int i)
    {
        var layer = _layers[i];
        var first = layer.Inputs.Length > 0 ? layer.Inputs[0] : -1;
        var from = first < 0 ? default : _tensors[first];
        _tensors[i] = new Tensor(from.ChannelsFirst);
        if (_fusion.IsCovered(i))
        {
            if (layer.Op is Elementwise)
                _tensors[i] = _tensors[layer.Inputs.First(input => _fusion.FunctionOf(_fusion.Lead(input)) == KernelFunction.ConvAddActivation)];
            return;
        }

        switch (layer.Op)
        {
            case Input:
                break;
            case Conv conv:
                CopyPart(first, i);
                Convolve(conv.Window, conv.Groups, _fusion.FunctionOf(i), i);
                break;
            case ConvTranspose conv:
                CopyPart(first, i);
                Convolve(conv.Window, conv.Groups, KernelFunction.Conv, i);
                break;
            case Pool pool:
                CopyPart(first, i);
                Add(Map(pool.Function == PoolKind.Max ? KernelFunction.MaxPool : KernelFunction.AveragePool, first, i, pool.Window, 1), i);
                break;
            case GlobalPool:
                Add(Map(KernelFunction.GlobalPool, first, i, new Window(1, 1), 1), i);
                break;
            case Linear or MatMul:
                Add(LayerKernels.Product(layer, _layers), i);
                break;
            case Concat:
                Add(Pass(KernelFunction.Concat, i, Elements(layer), from.ChannelsFirst) with { MixesLayouts = layer.Inputs.Any(s => _tensors[s].ChannelsFirst != from.ChannelsFirst) }, i);
                break;
            case Flatten or Reshape:
                View(first, i);
                break;
            case Dropout:
                _tensors[i] = from;
                break;
            case BatchNorm:
                Add(Pass(KernelFunction.BatchNorm, i, Elements(layer), from.ChannelsFirst), i);
                break;
            case LayerNorm:
                Add(Pass(KernelFunction.LayerNorm, i, Elements(layer), from.ChannelsFirst), i);
                break;
            case Elementwise elementwise:
                Combine(elementwise, i);
                break;
            case Activation activation:
                foreach (var function in Functions(activation.Function))
                    Add(Pass(function, i, function is KernelFunction.Mul or KernelFunction.Add ? 2 * layer.Output.Elements : layer.Output.Elements, from.ChannelsFirst), i);
                break;
            case Imported imported:
                Foreign(imported, first, i);
                break;
            default:
                throw new GraphException($"layer '{layer.Name}': no kernels are known of the operation '{layer.Op.Kind}'");
        }
    }

    /// <summary>The operators of an exported activation.</summary>
    private static string[] Functions(ActivationKind function) => function switch
    {
        ActivationKind.Swish => [KernelFunction.Sigmoid, KernelFunction.Mul],
        ActivationKind.Gelu => [KernelFunction.Relu, KernelFunction.Gelu, KernelFunction.Relu, KernelFunction.Relu, KernelFunction.Mul],
        ActivationKind.Mish => [KernelFunction.Sigmoid, KernelFunction.Tanh, KernelFunction.Mul],
        _ => [LayerKernels.Function(function)],
    };

    // The convolution ends where what is fused into it ends, which has the same shape.
    private void Convolve(Window window, int groups, string function, int i)
    {
        var kernel = Map(function, _layers[i].Inputs[0], i, window, groups);
        Add(function == KernelFunction.ConvAddActivation ? kernel with { InElements = kernel.InElements + kernel.OutElements } : kernel, i);
    }

    private void Combine(Elementwise elementwise, int i)
    {
        var layer = _layers[i];
        var first = _tensors[layer.Inputs[0]].ChannelsFirst;
        var function = LayerKernels.Function(elementwise.Function);
        var mixed = false;
        if (layer.Inputs.Length == 2)
        {
            if (layer.Inputs.Any(s => _layers[s].Output.Elements < layer.Output.Elements && _layers[s].Output.Elements > 1))
                function = KernelFunction.MulChannel;
            mixed = _tensors[layer.Inputs[1]].ChannelsFirst != first && layer.Inputs.All(s => IsSpread(_layers[s].Output));
        }
        else
        {
            function = elementwise.Constant is { Elements: > 1 } ? KernelFunction.MulChannel : KernelFunction.Relu;
        }

        Add(Pass(function, i, Elements(layer), first) with { MixesLayouts = mixed }, i);
    }

    private void View(int source, int i)
    {
        var (from, to, tensor) = (_layers[source].Output, _layers[i].Output, _tensors[source]);
        if (tensor.IsPermuted && _rules.ChannelsLast)
        {
            Add(Pass(KernelFunction.Transpose, i, to.Elements, channelsFirst: true), i);
            _tensors[i] = new Tensor(ChannelsFirst: true);
        }
        else if (_rules.ChannelsLast && to.Rank == 1 && IsSpread(from) && !tensor.ChannelsFirst)
        {
            Add(Pass(KernelFunction.Transpose, source, from.Elements, channelsFirst: false), i);
        }
        else
        {
            _tensors[i] = tensor with { IsPermuted = false };
        }
    }

    private void Foreign(Imported imported, int source, int i)
    {
        var (layer, tensor) = (_layers[i], source < 0 ? default : _tensors[source]);
        switch (imported.Work)
        {
            case WorkKind.Free:
                _tensors[i] = tensor;
                break;
            case WorkKind.DataMove when imported.OpType is "Transpose":
                // Maps whose channels are last are transposed by another view of them.
                if (_rules.ChannelsLast)
                    _tensors[i] = tensor with { IsPermuted = layer.Output.Rank >= 4 };
                else
                    Add(Pass(KernelFunction.Transpose, i, Elements(layer), false), i);
                break;
            case WorkKind.DataMove when imported.OpType is "Split" or "Slice" or "Gather":
                _tensors[i] = tensor with { IsPart = true };
                break;
            case WorkKind.DataMove when imported.OpType is "Pad":
                Add(Pass(KernelFunction.Pad, i, Elements(layer), tensor.ChannelsFirst), i);
                Add(Pass(KernelFunction.Copy, i, Elements(layer), tensor.ChannelsFirst), i);
                break;
            case WorkKind.DataMove:
                Add(Pass(KernelFunction.Copy, i, Elements(layer), tensor.ChannelsFirst), i);
                break;
            case WorkKind.Resize:
                Add(Pass(KernelFunction.Upsample, i, Elements(layer), tensor.ChannelsFirst), i);
                break;
            case WorkKind.Softmax:
                Add(Pass(KernelFunction.Softmax, i, Elements(layer), tensor.ChannelsFirst), i);
                break;
            case WorkKind.Reduction:
                Fold(source, i);
                break;
            default:
                Add(Pass(LayerKernels.Function(imported), i, Elements(layer), tensor.ChannelsFirst), i);
                break;
        }
    }

    private void Fold(int source, int i)
    {
        var (from, first) = (_layers[source].Output, _tensors[source].ChannelsFirst);
        if (from.Rank == 4)
        {
            Add(new Kernel(KernelFunction.Reduce, from.Dims[0], from.Dims[2], from.Dims[3], _layers[i].Output.Rank == 0 ? 1 : _layers[i].Output.Dims[0],
                1, 1, 1, 1, 1, 1, 1, from.Elements, _layers[i].Output.Elements, first), i);
            _tensors[i] = new Tensor(_rules.ChannelsLast);
            return;
        }

        var last = from.Rank == 0 ? 1 : from.Dims[^1];
        Add(new Kernel(KernelFunction.ReduceLast, last, (int)(from.Elements / last), 1, 1, 1, 1, 1, 1, 1, 1, 1, from.Elements, _layers[i].Output.Elements, first), i);
    }

    // Convolutions and pools take whole tensors: a part of one is copied first.
    private void CopyPart(int source, int i)
    {
        if (_tensors[source].IsPart)
            Add(Pass(KernelFunction.Copy, source, _layers[source].Output.Elements, _tensors[source].ChannelsFirst), i);
    }

    private Kernel Map(string function, int source, int i, Window window, int groups) =>
        LayerKernels.Sliding(function, _layers[source].Output, _layers[i].Output, window, groups, _tensors[source].ChannelsFirst);

    private Kernel Pass(string function, int i, long inElements, bool channelsFirst) => LayerKernels.Pass(function, _layers[i].Output, inElements, channelsFirst);

    private long Elements(Layer layer) => layer.Inputs.Sum(input => _layers[input].Output.Elements);

    private static bool IsSpread(Shape shape) => shape.IsMap && shape.Height * shape.Width > 1;

    private void Add(Kernel kernel, int layer) => _kernels.Add(new LayerKernel(kernel, layer));
}
