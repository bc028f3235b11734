using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training;

/// <summary>
/// Learns the weights of any network, step by step, from losses that the caller computes: the engine below every training task.
/// Owns native memory: dispose it. One thread at a time.
/// </summary>
public sealed class WeightLearner : IDisposable
{
    private readonly Learner _learner;
    private readonly OptimizerRecipe _recipe;
    private readonly ScheduleRecipe _schedule;

    /// <summary>Makes a learner at the network's starting point.</summary>
    /// <param name="network">The network; it may have several outputs.</param>
    /// <param name="start">The weights to start from.</param>
    /// <param name="optimizer">How gradients become steps.</param>
    /// <param name="schedule">The learning rate over the run.</param>
    /// <param name="averageDecay">Decay per step of the running average that becomes the result; none when 0.</param>
    /// <exception cref="ISyNetException">The weights are not the network's, or a layer cannot be trained.</exception>
    public WeightLearner(Network network, WeightSet start, OptimizerRecipe optimizer, ScheduleRecipe schedule, double averageDecay)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(schedule);
        (_recipe, _schedule) = (optimizer, schedule);
        _learner = new Learner(network, start, optimizer, averageDecay, LearningRules.Plain);
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>The weights as the result would be now: their average where one is kept.</summary>
    public WeightSet Weights => _learner.Weights;

    /// <summary>The learning rate at a spent fraction of the budget, 0 to 1.</summary>
    public double Rate(double spent) => _recipe.LearningRate * LearningRateSchedule.Factor(_schedule, spent);

    /// <summary>Runs a batch with batch statistics and dropout, and records gradients.</summary>
    /// <param name="batch">Normalised images, batch x channels x height x width.</param>
    /// <param name="dropout">Draws the dropout masks.</param>
    /// <returns>The outputs in the network's order, owned by the caller.</returns>
    public torch.Tensor[] Forward(torch.Tensor batch, SeededRandom dropout) => _learner.Network.ForwardAll(batch, dropout);

    /// <summary>Goes one step down the gradient of a loss.</summary>
    /// <param name="loss">A scalar computed from the outputs of <see cref="Forward"/>.</param>
    /// <param name="spent">Spent fraction of the budget, 0 to 1; decides the learning rate.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="TrainingException">The loss is no longer a number; the message says where it began.</exception>
    public double Step(torch.Tensor loss, double spent)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var rate = Rate(spent);
        _learner.ClearGradients();
        loss.backward();
        var value = loss.item<float>();
        if (!float.IsFinite(value))
            throw new TrainingException(Divergence.Describe(_learner, Steps + 1, rate));
        Steps++;
        _learner.Step(rate, Steps);
        return value;
    }

    /// <summary>The whole state between two steps, as named vectors; with <see cref="Steps"/> it is all that a checkpoint must keep.</summary>
    public IReadOnlyDictionary<string, float[]> Save()
    {
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        _learner.VisitState("", (name, vector) => vectors[name] = vector.ToArray());
        return vectors;
    }

    /// <summary>Goes back to a saved state.</summary>
    /// <exception cref="TrainingException">A vector is missing or of another length.</exception>
    public void Restore(IReadOnlyDictionary<string, float[]> vectors, long steps)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        _learner.VisitState("", (name, target) =>
        {
            var vector = vectors.GetValueOrDefault(name, []);
            if (vector.Length != target.Length)
                throw new TrainingException($"the saved '{name}' has {vector.Length} values; the training needs {target.Length}");
            vector.CopyTo(target);
        });
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();
}
