using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Training;
using ISyNet.Training.Engine;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// The training of a supernet, single path one shot (arXiv 1904.00420): each step draws one network of the space with
/// <see cref="SearchSpace.Sample"/> and trains its slices of the shared weights on one batch. Seed and step number determine the
/// network and the batch.
/// </summary>
/// <param name="Space">The space.</param>
/// <param name="Training">The training images.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="Seed">Determines networks, weights, order and augmentation.</param>
public sealed record SupernetTraining(SearchSpace Space, ImageSet Training, TrainingRecipe Recipe, double Epochs, ulong Seed)
{
    /// <summary>
    /// Checkpoint, threads and clock. The checkpoint file also stores the trained supernet. The arithmetic is float32 unless it is set here; that of the
    /// recipe is ignored.
    /// </summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>Trains on the calling thread, or continues from a checkpoint.</summary>
    /// <param name="progress">Receives the progress a few times per second; may be null.</param>
    /// <param name="cancellation">Stops between steps; the state is written first.</param>
    /// <exception cref="ISyNetException">The checkpoint belongs to another supernet or is damaged, or the loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Supernet Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var task = new SupernetTask(this);
        TrainingEngine.Run(task, TrainingBudget.FromEpochs(Epochs), Settings, progress, cancellation);
        return new Supernet(task.Shared, Training, Seed, task.Accelerator);
    }
}
