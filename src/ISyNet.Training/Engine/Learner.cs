using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>
/// One network that learns: its parameters, its optimiser and, where one is kept, the running average that becomes the result. Owns native memory:
/// dispose it. One thread at a time.
/// </summary>
public sealed class Learner : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly WeightAverage? _average;
    private readonly torch.Tensor _statistics;
    private readonly bool _standardized;

    /// <summary>Makes a learner at a network's starting point.</summary>
    /// <param name="network">The network; it may have several outputs.</param>
    /// <param name="start">The weights to start from; all 0 when null, for a caller that sets them by <see cref="TorchNetwork.Parameters"/>.</param>
    /// <param name="optimizer">How gradients become steps.</param>
    /// <param name="averageDecay">Decay per step of the running average; none when 0.</param>
    /// <param name="rules">Which layers learn, and on which weights.</param>
    /// <exception cref="ISyNetException">The weights are not the network's, or a layer cannot be trained.</exception>
    public Learner(Network network, WeightSet? start, OptimizerRecipe optimizer, double averageDecay, LearningRules rules)
        : this(network, start, optimizer, averageDecay, rules, 1)
    {
    }

    /// <summary>As above, with as many networks on these weights as are differentiated side by side.</summary>
    internal Learner(Network network, WeightSet? start, OptimizerRecipe optimizer, double averageDecay, LearningRules rules, int shards)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(rules);
        Network = new TorchNetwork(network, rules);
        if (start is not null)
            Network.Load(start);
        Shards = [Network, .. Enumerable.Range(1, shards - 1).Select(_ => Network.Twin())];
        _standardized = rules.StandardizeWeights;
        _statistics = torch.empty_like(Network.Parameters.RunningStatistics).DetachFromDisposeScope();
        _optimizer = Optimizer.Create(Network.Parameters, optimizer);
        _average = averageDecay > 0 ? new WeightAverage(Network.Parameters, averageDecay) : null;
    }

    /// <summary>The network.</summary>
    public TorchNetwork Network { get; }

    /// <summary><see cref="Network"/> and others on the same weights, which other threads may differentiate at the same time.</summary>
    internal ImmutableArray<TorchNetwork> Shards { get; }

    /// <summary>The running average of <see cref="ParameterStore.Values"/>, in the same order; null where none is kept.</summary>
    public torch.Tensor? Average => _average?.Values;

    /// <summary>
    /// What a step changes beside the weights, each as long as <see cref="ParameterStore.Values"/> and in the same order: the optimiser's vectors. A task
    /// that lends weights to a network lends these too.
    /// </summary>
    public ImmutableArray<torch.Tensor> OptimizerState => _optimizer.State;

    /// <summary>The weights as the result would be now: their average where one is kept, standardised where they are trained so.</summary>
    internal WeightSet Weights
    {
        get
        {
            var weights = Network.Parameters.Read(_average?.Values, _average?.RunningStatistics);
            return _standardized ? WeightStandardization.Fold(Network.Network, weights) : weights;
        }
    }

    /// <summary>The whole state between two steps by name: what a checkpoint keeps.</summary>
    /// <param name="prefix">What the names begin with, where several learn.</param>
    internal IEnumerable<KeyValuePair<string, torch.Tensor>> State(string prefix = "")
    {
        yield return KeyValuePair.Create($"{prefix}values", Network.Parameters.Values);
        yield return KeyValuePair.Create($"{prefix}statistics", Network.Parameters.RunningStatistics);
        for (var i = 0; i < OptimizerState.Length; i++)
            yield return KeyValuePair.Create($"{prefix}optimizer.{i}", OptimizerState[i]);
        if (_average is not { } average)
            yield break;
        yield return KeyValuePair.Create($"{prefix}average.values", average.Values);
        yield return KeyValuePair.Create($"{prefix}average.statistics", average.RunningStatistics);
    }

    /// <summary>Begins a step: no gradients, and the same running statistics in all shards.</summary>
    internal void BeginStep()
    {
        _statistics.copy_(Network.Parameters.RunningStatistics);
        foreach (var shard in Shards)
        {
            shard.Parameters.BeginStep();
            if (shard != Network)
                shard.Parameters.RunningStatistics.copy_(Network.Parameters.RunningStatistics);
        }
    }

    /// <summary>Ends a batch of a step.</summary>
    internal void EndBatch() => Network.Parameters.EndBatch();

    /// <summary>Gives up a step after some of its batches: as if it had not begun.</summary>
    internal void AbandonStep() => Network.Parameters.RunningStatistics.copy_(_statistics);

    /// <summary>Ends a step: down the sum of the shards' gradients, with the mean of their running statistics.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    internal void Step(double rate, long step)
    {
        GatherShards();
        _optimizer.Step(rate, step);
        _average?.Update(step);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _average?.Dispose();
        _statistics.Dispose();
        _optimizer.Dispose();
        foreach (var shard in Shards)
            shard.Dispose();
    }

    private void GatherShards()
    {
        for (var s = 1; s < Shards.Length; s++)
        {
            var statistics = Network.Parameters.RunningStatistics.Floats();
            Network.Parameters.Gradients.Increase(Shards[s].Parameters.Gradients);
            // The mean of those so far and this one; as a difference, what is the same everywhere stays so to the bit.
            var other = Shards[s].Parameters.RunningStatistics.Floats();
            for (var i = 0; i < statistics.Length; i++)
                statistics[i] += (other[i] - statistics[i]) / (s + 1);
        }
    }
}
