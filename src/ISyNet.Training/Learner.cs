using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;

namespace ISyNet.Training;

/// <summary>Shows each vector of a state, to save it or to set it.</summary>
internal delegate void StateVisitor(string name, Span<float> vector);

/// <summary>One network that learns: its parameters, its optimiser and, where one is kept, the running average that becomes the result.</summary>
internal sealed class Learner : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly WeightAverage? _average;
    private readonly bool _standardized;

    /// <param name="network">The network.</param>
    /// <param name="start">The weights to start from.</param>
    /// <param name="optimizer">How gradients become steps.</param>
    /// <param name="averageDecay">Decay per step of the running average; none when 0.</param>
    /// <param name="rules">Which layers learn, and on which weights.</param>
    /// <param name="shards">Networks on these weights that are differentiated side by side.</param>
    public Learner(Network network, WeightSet start, OptimizerRecipe optimizer, double averageDecay, LearningRules rules, int shards = 1)
    {
        Network = new TorchNetwork(network, rules);
        Network.Load(start);
        Shards = [Network, .. Enumerable.Range(1, shards - 1).Select(_ => Network.Twin())];
        _standardized = rules.StandardizeWeights;
        _optimizer = Optimizer.Of(Network.Parameters, optimizer);
        _average = averageDecay > 0 ? new WeightAverage(Network.Parameters, averageDecay) : null;
    }

    public TorchNetwork Network { get; }

    /// <summary><see cref="Network"/> and its twins.</summary>
    public ImmutableArray<TorchNetwork> Shards { get; }

    public bool HasAverage => _average is not null;

    /// <summary>The weights as the result would be now: their average where one is kept, standardised where they are trained so.</summary>
    public WeightSet Weights
    {
        get
        {
            var weights = Network.Parameters.Read(_average?.Values, _average?.RunningStatistics);
            return _standardized ? WeightStandardization.Fold(Network.Network, weights) : weights;
        }
    }

    /// <summary>Begins a step: no gradients, and the same running statistics in all shards.</summary>
    public void ClearGradients()
    {
        foreach (var shard in Shards)
        {
            shard.Parameters.Gradients.Floats().Clear();
            if (shard != Network)
                Network.Parameters.RunningStatistics.Floats().CopyTo(shard.Parameters.RunningStatistics.Floats());
        }
    }

    /// <summary>Ends a step: down the sum of the shards' gradients, with the mean of their running statistics.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public void Step(double rate, long step)
    {
        GatherShards();
        _optimizer.Step(rate, step);
        _average?.Update(step);
    }

    public void VisitState(string prefix, StateVisitor visit)
    {
        visit($"{prefix}values", Network.Parameters.Values.Floats());
        visit($"{prefix}statistics", Network.Parameters.RunningStatistics.Floats());
        for (var i = 0; i < _optimizer.State.Count; i++)
            visit($"{prefix}optimizer.{i}", _optimizer.State[i]);
        if (_average is not { } average)
            return;
        visit($"{prefix}average.values", average.Values.Floats());
        visit($"{prefix}average.statistics", average.RunningStatistics.Floats());
    }

    public void Dispose()
    {
        _average?.Dispose();
        foreach (var shard in Shards)
            shard.Dispose();
    }

    private void GatherShards()
    {
        var statistics = Network.Parameters.RunningStatistics.Floats();
        for (var s = 1; s < Shards.Length; s++)
        {
            Network.Parameters.Gradients.Increase(Shards[s].Parameters.Gradients);
            // The mean of those so far and this one; as a difference, what is the same everywhere stays so to the bit.
            var other = Shards[s].Parameters.RunningStatistics.Floats();
            for (var i = 0; i < statistics.Length; i++)
                statistics[i] += (other[i] - statistics[i]) / (s + 1);
        }
    }
}
