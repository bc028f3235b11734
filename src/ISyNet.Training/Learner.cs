using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training;

/// <summary>Shows each vector of a state, to save it or to set it.</summary>
internal delegate void StateVisitor(string name, Span<float> vector);

/// <summary>One network that learns: its parameters, its optimiser and, where one is kept, the running average that becomes the result.</summary>
internal sealed class Learner : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly WeightAverage? _average;
    private readonly bool _standardized;

    public Learner(Network network, WeightSet start, OptimizerRecipe optimizer, double averageDecay, LearningRules rules)
    {
        Network = new TorchNetwork(network, rules);
        Network.Load(start);
        _standardized = rules.StandardizeWeights;
        _optimizer = Optimizer.Of(Network.Parameters, optimizer);
        _average = averageDecay > 0 ? new WeightAverage(Network.Parameters, averageDecay) : null;
    }

    public TorchNetwork Network { get; }

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

    public torch.Tensor Forward(torch.Tensor batch, SeededRandom dropout) => Network.ForwardTraining(batch, dropout);

    public void ClearGradients()
    {
        using var gradients = Network.Parameters.Gradients.zero_();
    }

    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public void Step(double rate, long step)
    {
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
        Network.Dispose();
    }
}
