using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>A task whose networks are the same from the first step to the last: one that is the product and, perhaps, others beside it.</summary>
/// <typeparam name="TBatch">What one batch is.</typeparam>
public abstract class NetworkTask<TBatch> : TrainingTask<TBatch>
    where TBatch : IDisposable
{
    private readonly List<(string Prefix, Learner Learner)> _learners = [];
    private (long Step, WeightSet Weights)? _measured;

    /// <summary>Makes a task without networks; a task adds them, the product first.</summary>
    /// <param name="recipe">How to learn.</param>
    /// <param name="seed">Decides whatever is drawn.</param>
    /// <param name="compute">What it computes with.</param>
    protected NetworkTask(LearningRecipe recipe, ulong seed, ComputeSettings compute) : base(recipe, seed, compute) { }

    /// <summary>The learner of the product.</summary>
    protected Learner Product => _learners[0].Learner;

    /// <summary>The seed of the product's fresh weights.</summary>
    protected ulong WeightSeed => SeededRandom.Derive(Seed, RandomPurpose.Weights);

    /// <summary>
    /// Whether the statistics of batch norms are measured before weights are used: the training has made fewer than 50 steps, or an epoch has fewer, so
    /// that running ones belong to other weights.
    /// </summary>
    public bool MeasuresStatistics => BatchNormStatistics.AreStale(Steps, Batches.StepsPerEpoch);

    /// <summary>
    /// The product's weights as the result would be now: their running average where the recipe keeps one, with measured batch-norm statistics where
    /// running ones are stale. The training itself goes on with the running statistics that it has.
    /// </summary>
    /// <param name="cancellation">Stops between batches.</param>
    public WeightSet Weights(CancellationToken cancellation)
    {
        if (!MeasuresStatistics)
            return Product.Weights;
        if (_measured?.Step != Steps)
            _measured = (Steps, Measured(cancellation));
        return _measured.Value.Weights;
    }

    /// <summary>Adds a network that learns; the task's <see cref="TrainingTask{TBatch}.Batches"/> are there by then, since the learning rate may follow their size.</summary>
    /// <param name="network">The network.</param>
    /// <param name="start">The weights to start from.</param>
    /// <param name="rules">Which layers learn, and on which weights.</param>
    /// <returns>Its learner, which the task disposes.</returns>
    protected Learner Add(Network network, WeightSet start, LearningRules rules) => Add(network, start, rules, 1);

    /// <summary>As above, with as many networks on these weights as are differentiated side by side, and with what the names of its state begin with.</summary>
    private protected Learner Add(Network network, WeightSet start, LearningRules rules, int shards, string prefix = "")
    {
        var learner = new Learner(network, start, Optimizer, _learners.Count == 0 ? Recipe.AverageDecay : 0, rules, shards);
        _learners.Add((prefix, learner));
        return learner;
    }

    /// <summary>Measures the statistics of a network's batch norms on training data (<see cref="BatchNormStatistics"/>).</summary>
    protected abstract void MeasureStatistics(TorchNetwork network, CancellationToken cancellation);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Learner> BeginStep() => [.. _learners.Select(pair => pair.Learner)];

    /// <inheritdoc/>
    protected internal override IEnumerable<KeyValuePair<string, torch.Tensor>> SaveState() => _learners.SelectMany(pair => pair.Learner.State(pair.Prefix));

    /// <inheritdoc/>
    protected internal override void RestoreState(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, target) in SaveState())
        {
            var saved = state.GetValueOrDefault(name);
            if ((saved?.NumberOfElements ?? 0) != target.NumberOfElements)
                throw new TrainingException($"the checkpoint's '{name}' has {saved?.NumberOfElements ?? 0} values; the training needs {target.NumberOfElements}");
            if (saved is not null)
                target.copy_(saved);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var (_, learner) in _learners)
            learner.Dispose();
    }

    private WeightSet Measured(CancellationToken cancellation)
    {
        torch.set_num_threads(Compute.Threads);
        using var network = new TorchNetwork(Product.Network.Network, Product.Network.Rules with { StandardizeWeights = false, Bfloat16 = false });
        network.Load(Product.Weights);
        MeasureStatistics(network, cancellation);
        return network.Read();
    }
}
