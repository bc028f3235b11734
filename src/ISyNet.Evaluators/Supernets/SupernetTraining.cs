using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Training;
using ISyNet.Training.Engine;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// The training of a supernet, single path one shot (arXiv 1904.00420): each step draws one network of the space, as
/// <see cref="SearchSpace.Sample"/> draws it, and teaches its slices of the shared weights one batch. What a step draws and sees follows
/// from seed and step number.
/// </summary>
/// <param name="Space">The space.</param>
/// <param name="Training">The images to learn from.</param>
/// <param name="Recipe">How to learn.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="Seed">Decides networks, weights, order and augmentation.</param>
public sealed record SupernetTraining(SearchSpace Space, ImageSet Training, TrainingRecipe Recipe, double Epochs, ulong Seed)
{
    /// <summary>
    /// Checkpoint, threads and clock. The checkpoint is also where the trained supernet is kept. Float32 unless another arithmetic is asked for here, whatever
    /// the recipe says.
    /// </summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>Trains on the calling thread, or goes on where a checkpoint was left.</summary>
    /// <param name="progress">Told a few times per second; may be null.</param>
    /// <param name="cancellation">Stops between steps; the state is written first.</param>
    /// <exception cref="ISyNetException">The checkpoint is another supernet's or damaged, or the loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Supernet Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var task = new SupernetTask(this);
        var outcome = TrainingEngine.Run(task, TrainingBudget.FromEpochs(Epochs), Settings, progress, cancellation);
        return new Supernet(task.Shared, Space, Training, Seed, outcome.Steps, task.Accelerator);
    }
}
