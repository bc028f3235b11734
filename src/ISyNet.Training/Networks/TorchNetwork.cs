using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Training.Native;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>
/// A libtorch network built from any <see cref="Network"/> of our own operations with one input. Owns native
/// memory: dispose it. One thread at a time may use it; different networks may run on different threads.
/// </summary>
public sealed class TorchNetwork : IDisposable
{
    private readonly LearningRules _rules;
    private readonly LayerFunction?[] _functions;
    private readonly ImmutableArray<ImmutableArray<int>> _lastUses;

    /// <summary>Builds the network with all parameters 0; set them with <see cref="Load"/> or <see cref="Initialize"/>.</summary>
    /// <exception cref="TrainingException">A layer cannot be trained; the message names it.</exception>
    public TorchNetwork(Network network)
        : this(network, LearningRules.Plain)
    {
    }

    /// <summary>Builds a network that learns by rules.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rules">Which layers learn, and on which weights.</param>
    /// <param name="precision">Double where float would overflow; such a network reads no weights out.</param>
    /// <exception cref="TrainingException">A layer cannot be trained; the message names it.</exception>
    public TorchNetwork(Network network, LearningRules rules, torch.ScalarType precision = torch.ScalarType.Float32)
        : this(network, rules, Allocate(network, rules, precision))
    {
    }

    private TorchNetwork(Network network, LearningRules rules, ParameterStore parameters)
    {
        (Network, _rules, Parameters) = (network, rules, parameters);
        var consumers = network.Consumers();
        _functions = [.. network.Layers.Select(layer => layer.Op is Input
            ? null
            : LayerFunctions.Create(network, layer, Parameters, rules, MayOverwriteInput(network, layer, consumers)))];
        if (rules.Bfloat16 && !rules.Accelerator.ByTensors)
            BatchNormFusion.Apply(network, consumers, Parameters, rules, _functions);
        _lastUses = LastUses(network, consumers);
    }

    /// <summary>The network that this computes.</summary>
    public Network Network { get; }

    /// <summary>Its parameters, their gradients and running statistics.</summary>
    public ParameterStore Parameters { get; }

    internal LearningRules Rules => _rules;

    /// <summary>The same network on the same weights, which another thread may differentiate at the same time.</summary>
    internal TorchNetwork Twin() => new(Network, _rules, Parameters.Twin());

    /// <summary>Takes weights over.</summary>
    /// <exception cref="ISyNetException">A tensor is missing or of another shape; the message names it.</exception>
    public void Load(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Parameters.Write(weights);
    }

    /// <summary>Draws fresh weights; the same seed gives the same weights.</summary>
    public void Initialize(ulong seed) => Parameters.Write(WeightInitializer.Draw(Network, seed));

    /// <summary>A copy of the weights as they are now.</summary>
    public WeightSet Read() => Parameters.Read();

    /// <summary>Runs a batch of a network of one output for inference, without gradients.</summary>
    /// <param name="batch">Normalised images, batch x channels x height x width.</param>
    /// <returns>The output, batch x classes for a classifier; the caller disposes it.</returns>
    public torch.Tensor Infer(torch.Tensor batch) => InferAll(batch)[0];

    /// <summary>Runs a batch for inference, without gradients.</summary>
    /// <param name="batch">Normalised images, batch x channels x height x width.</param>
    /// <returns>All outputs in the order of the network's, in the processor's memory; the caller disposes them.</returns>
    public torch.Tensor[] InferAll(torch.Tensor batch)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return [.. Forward(batch, ForwardPass.Evaluation).Select(output => output.cpu().MoveToOuterDisposeScope())];
    }

    /// <summary>Runs a batch for training: batch statistics, dropout, gradients recorded.</summary>
    /// <param name="batch">Normalised images, batch x channels x height x width.</param>
    /// <param name="dropout">Draws the dropout masks.</param>
    /// <returns>The first output, in the current dispose scope.</returns>
    public torch.Tensor ForwardTraining(torch.Tensor batch, SeededRandom dropout) => ForwardTrainingAll(batch, dropout)[0];

    /// <summary>Runs a batch for training, all outputs in the order of the network's.</summary>
    /// <param name="batch">Normalised images, batch x channels x height x width.</param>
    /// <param name="dropout">Draws the dropout masks.</param>
    public torch.Tensor[] ForwardTrainingAll(torch.Tensor batch, SeededRandom dropout) => Forward(batch, ForwardPass.Learning(dropout));

    /// <summary>Runs a batch without gradients for the statistics that its batch norms take of it.</summary>
    internal void Measure(torch.Tensor batch)
    {
        using var noGrad = torch.no_grad();
        foreach (var output in Forward(batch, ForwardPass.Measuring))
            output.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    private static ParameterStore Allocate(Network network, LearningRules rules, torch.ScalarType precision)
    {
        ArgumentNullException.ThrowIfNull(network);
        TorchRuntime.Prepare();
        return network.Layers.Count(layer => layer.Op is Input) == 1
            ? new ParameterStore(network, rules, precision)
            : throw new TrainingException($"'{network.Name}' cannot be trained: it must have one input");
    }

    private torch.Tensor[] Forward(torch.Tensor batch, ForwardPass pass)
    {
        using var scope = torch.NewDisposeScope();
        if (_rules.Accelerator.IsCuda && batch.device_type != DeviceType.CUDA)
            batch = batch.to(_rules.Accelerator.Device);
        var outputs = new torch.Tensor[Network.Layers.Length];
        var inputs = new torch.Tensor[8];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (_functions[i] is not { } function)
            {
                outputs[i] = batch;
                continue;
            }

            var sources = Network.Layers[i].Inputs;
            if (sources.Length > inputs.Length)
                inputs = new torch.Tensor[sources.Length];
            for (var s = 0; s < sources.Length; s++)
                inputs[s] = outputs[sources[s]];
            outputs[i] = function(inputs.AsSpan(0, sources.Length), pass);
            // What nobody reads any more goes at once: the next layer finds its memory warm. An overwritten input is the output.
            foreach (var done in _lastUses[i])
            {
                if (!ReferenceEquals(outputs[done], outputs[i]))
                    outputs[done].Dispose();
            }
        }

        return [.. Network.Outputs.Select(output => Widened(outputs[output]).MoveToOuterDisposeScope())];
    }

    // Losses and predictions are computed in float32, whatever the last layer was.
    private static torch.Tensor Widened(torch.Tensor output) =>
        output.dtype == torch.ScalarType.BFloat16 ? output.to(torch.ScalarType.Float32) : output;

    // An input may be overwritten when this layer alone reads it and its own layer does not need its output for the gradient.
    private static bool MayOverwriteInput(Network network, Layer layer, ImmutableArray<ImmutableArray<int>> consumers)
    {
        var source = layer.Inputs[0];
        return consumers[source].Length == 1 && !network.Outputs.Contains(source) && network.Layers[layer.Inputs[0]].Op switch
        {
            Conv or BatchNorm or Linear => true,
            Elementwise { Function: ElementwiseKind.Add } => true,
            _ => false,
        } && network.Layers[source].Output == layer.Output;
    }

    private static ImmutableArray<ImmutableArray<int>> LastUses(Network network, ImmutableArray<ImmutableArray<int>> consumers)
    {
        var uses = network.Layers.Select(_ => ImmutableArray.CreateBuilder<int>()).ToArray();
        for (var i = 0; i < network.Layers.Length; i++)
        {
            if (network.Layers[i].Op is not Input && consumers[i].Length > 0 && !network.Outputs.Contains(i))
                uses[consumers[i].Max()].Add(i);
        }

        return [.. uses.Select(list => list.ToImmutable())];
    }
}
