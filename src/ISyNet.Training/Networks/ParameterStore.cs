using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>One parameter of a network and its place in the flat memory of a <see cref="ParameterStore"/>.</summary>
/// <param name="Name">Full name, <c>layer.parameter</c>.</param>
/// <param name="Layer">The layer that owns it.</param>
/// <param name="Parameter">Name, dimensions, trained or not.</param>
/// <param name="Offset">First element in the flat memory of its kind (trained, or running statistics).</param>
/// <param name="RateFactor">Its learning rate as a factor of the recipe's; 0 when it is frozen.</param>
public sealed record ParameterSlot(string Name, Layer Layer, Parameter Parameter, int Offset, double RateFactor)
{
    /// <summary>Number of its elements.</summary>
    public int Length => (int)Parameter.Dims.Elements;
}

/// <summary>
/// The parameters of a network in three flat tensors: values, gradients, running statistics. Each parameter is a view, so that an
/// optimiser, an average or a checkpoint handles all of them as one vector. Convolution weights lie in channels-last order.
/// </summary>
public sealed class ParameterStore : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> _views = new(StringComparer.Ordinal);
    private readonly List<torch.Tensor> _gradientViews = [];
    private readonly GradientGathering? _gathering;

    internal ParameterStore(Network network, LearningRules rules, torch.ScalarType precision = torch.ScalarType.Float32)
    {
        using var outer = torch.NewDisposeScope();
        var trained = ImmutableArray.CreateBuilder<ParameterSlot>();
        var statistics = ImmutableArray.CreateBuilder<ParameterSlot>();
        var (trainedLength, statisticsLength) = (0, 0);
        foreach (var layer in network.Layers)
        {
            foreach (var parameter in network.Parameters(layer))
            {
                var (slots, offset) = parameter.Trained ? (trained, trainedLength) : (statistics, statisticsLength);
                var slot = new ParameterSlot($"{layer.Name}.{parameter.Name}", layer, parameter, offset, rules.Factor(layer));
                slots.Add(slot);
                if (parameter.Trained)
                    trainedLength = checked(trainedLength + slot.Length);
                else
                    statisticsLength = checked(statisticsLength + slot.Length);
            }
        }

        // Convolutions on standardised weights cast those, which are others.
        var narrow = rules is { Bfloat16: true, StandardizeWeights: false, Accelerator.ByTensors: true };
        (Trained, Statistics, Accelerator) = (narrow ? ConvolutionsFirst(trained) : trained.ToImmutable(), statistics.ToImmutable(), rules.Accelerator);
        var device = rules.Accelerator.Device;
        Values = torch.zeros(trainedLength, precision, device).DetachFromDisposeScope();
        RunningStatistics = torch.zeros(statisticsLength, precision, device).DetachFromDisposeScope();
        Gradients = AttachViews();
        Bfloat16 = narrow ? new Bfloat16Weights(this) : null;
        _gathering = Accelerator.ByTensors ? new GradientGathering(this) : null;
    }

    private ParameterStore(ParameterStore original)
    {
        using var outer = torch.NewDisposeScope();
        (Trained, Statistics, Accelerator) = (original.Trained, original.Statistics, original.Accelerator);
        Values = original.Values.alias().DetachFromDisposeScope();
        RunningStatistics = original.RunningStatistics.clone().DetachFromDisposeScope();
        Gradients = AttachViews();
    }

    /// <summary>The parameters that can be trained, in the order of <see cref="Values"/>.</summary>
    public ImmutableArray<ParameterSlot> Trained { get; }

    /// <summary>The running statistics of batch norms, in the order of <see cref="RunningStatistics"/>.</summary>
    internal ImmutableArray<ParameterSlot> Statistics { get; }

    /// <summary>All trained parameters, flat.</summary>
    public torch.Tensor Values { get; }

    /// <summary>Their gradients, in the same order; backward adds to them, on a device at <see cref="EndBatch"/>.</summary>
    public torch.Tensor Gradients { get; }

    /// <summary>All running statistics, flat.</summary>
    internal torch.Tensor RunningStatistics { get; }

    /// <summary>Where they are.</summary>
    internal Accelerator Accelerator { get; }

    /// <summary>The weights that convolutions multiply in bfloat16 on a device; null where there are none.</summary>
    internal Bfloat16Weights? Bfloat16 { get; }

    /// <summary>A parameter by its full name, as its layer computes with it: a view of the flat memory.</summary>
    internal torch.Tensor this[string name] => _views[name];

    /// <summary>Begins a step: no gradients, and weights as they are now.</summary>
    internal void BeginStep()
    {
        Gradients.zero_();
        Bfloat16?.Refresh();
    }

    /// <summary>Ends a batch, after the way back.</summary>
    internal void EndBatch() => _gathering?.Collect();

    /// <summary>The same values in the same memory, with gradients and running statistics of its own.</summary>
    internal ParameterStore Twin() => new(this);

    /// <summary>The weights as they are now, or as the given flat values say (an average).</summary>
    internal WeightSet Read(torch.Tensor? values = null, torch.Tensor? statistics = null)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var (flat, running) = ((values ?? Values).cpu(), (statistics ?? RunningStatistics).cpu());
        return new WeightSet(Trained.Select(slot => (slot, flat)).Concat(Statistics.Select(slot => (slot, running)))
            .Select(pair => KeyValuePair.Create(
                pair.slot.Name,
                new WeightTensor(pair.slot.Parameter.Dims, View(pair.Item2, pair.slot).contiguous().data<float>().ToArray()))));
    }

    /// <summary>Takes the weights over; names and dimensions must be this network's.</summary>
    /// <exception cref="ISyNetException">A tensor is missing or of another shape; the message names it.</exception>
    internal void Write(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        foreach (var slot in Trained.Concat(Statistics))
        {
            var tensor = weights[slot.Name];
            if (tensor.Dims != slot.Parameter.Dims || tensor.Values.Length != slot.Length)
                throw new TrainingException($"tensor '{slot.Name}' is {tensor.Dims}; the network needs {slot.Parameter.Dims}");
            _views[slot.Name].copy_(torch.tensor(tensor.Values, Sizes(tensor.Dims)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Bfloat16?.Dispose();
        foreach (var view in _views.Values.Concat(_gradientViews))
            view.Dispose();
        Values.Dispose();
        Gradients.Dispose();
        RunningStatistics.Dispose();
    }

    private torch.Tensor AttachViews()
    {
        var gradients = torch.zeros_like(Values).DetachFromDisposeScope();
        foreach (var slot in Trained)
        {
            var view = View(Values, slot).detach().requires_grad_(slot.RateFactor > 0).DetachFromDisposeScope();
            _views[slot.Name] = view;
            // Below the lowest layer that learns, nothing is differentiated at all.
            if (slot.RateFactor == 0 || Accelerator.ByTensors)
                continue;
            var gradient = View(gradients, slot).DetachFromDisposeScope();
            view.grad = gradient;
            _gradientViews.Add(gradient);
        }

        foreach (var slot in Statistics)
            _views[slot.Name] = View(RunningStatistics, slot).DetachFromDisposeScope();
        return gradients;
    }

    // What is cast to bfloat16 lies together.
    private static ImmutableArray<ParameterSlot> ConvolutionsFirst(IReadOnlyList<ParameterSlot> slots)
    {
        var offset = 0;
        var ordered = ImmutableArray.CreateBuilder<ParameterSlot>(slots.Count);
        foreach (var slot in slots.OrderBy(slot => slot.Layer.Op is Graph.Ops.Conv ? 0 : 1))
        {
            ordered.Add(slot with { Offset = offset });
            offset += slot.Length;
        }

        return ordered.MoveToImmutable();
    }

    private static long[] Sizes(Shape shape) => [.. shape.Dims.Select(dim => (long)dim)];

    /// <summary>The part of a flat vector that is a parameter, in its dimensions.</summary>
    internal static torch.Tensor View(torch.Tensor flat, ParameterSlot slot)
    {
        var dims = Sizes(slot.Parameter.Dims);
        var part = flat.narrow(0, slot.Offset, slot.Length);
        return dims.Length == 4
            ? part.view(dims[0], dims[2], dims[3], dims[1]).permute(0, 3, 1, 2)
            : part.view(dims);
    }
}
