using ISyNet.Images;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Training;
using ISyNet.Training.Data;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using ISyNet.Training.Optimisation;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// Trains a supernet, single path one shot (arXiv 1904.00420): each step draws one network of the space, as
/// <see cref="SearchSpace.Sample"/> draws it, and teaches its slices of the shared weights one batch. What a step draws and sees follows
/// from seed and step number.
/// </summary>
/// <param name="Space">The space.</param>
/// <param name="Training">The images to learn from.</param>
/// <param name="Recipe">How to learn.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="Seed">Decides networks, weights, order and augmentation.</param>
/// <param name="Path">Where the supernet is kept while and after it is trained; nowhere when null.</param>
public sealed record SupernetTraining(SearchSpace Space, ImageSet Training, TrainingRecipe Recipe, double Epochs, ulong Seed, string? Path = null)
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1), ReportInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Trains on the calling thread, or goes on where <see cref="Path"/> was left.</summary>
    /// <param name="progress">Told a few times per second; may be null.</param>
    /// <param name="cancellation">Stops between steps; the state is written first.</param>
    /// <exception cref="ISyNetException">The file is another supernet's or damaged, or the loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Supernet Run(IProgress<EvaluatorProgress>? progress, CancellationToken cancellation)
    {
        TorchRuntime.Prepare();
        torch.set_num_threads(1);
        using var batches = new TrainingBatches(Training, Training.Normalization(), Recipe, Seed);
        var steps = Math.Max(1, (long)Math.Round(Epochs * batches.StepsPerEpoch));
        var file = Path is null ? null : new SupernetFile(Path, this);
        var (shared, kept) = file?.Load() ?? (new SharedWeights(Seed), 0);
        var done = kept;
        try
        {
            var (saved, reported, loss) = (TimeProvider.System.GetTimestamp(), 0L, 0.0);
            for (; done < steps; done++)
            {
                cancellation.ThrowIfCancellationRequested();
                var last = Step(shared, batches, done, steps);
                loss = loss == 0 ? last : (0.95 * loss) + (0.05 * last);
                if (TimeProvider.System.GetElapsedTime(reported) > ReportInterval)
                {
                    progress?.Report(new EvaluatorProgress((double)done / steps, loss));
                    reported = TimeProvider.System.GetTimestamp();
                }

                if (TimeProvider.System.GetElapsedTime(saved) > SaveInterval)
                {
                    file?.Save(shared, done + 1);
                    saved = TimeProvider.System.GetTimestamp();
                }
            }
        }
        finally
        {
            if (done > kept)
                file?.Save(shared, done);
        }

        return new Supernet(shared, Space, Training, Seed, done);
    }

    private double Step(SharedWeights shared, TrainingBatches batches, long step, long steps)
    {
        using var scope = torch.NewDisposeScope();
        var genotype = Space.Sample(SeededRandom.Xoshiro(SeededRandom.Derive(Seed, 2, (ulong)step)));
        using var subnet = new TorchNetwork(genotype.ToArchitecture().Build());
        var optimizerRecipe = Recipe.Optimizer.For(batches.ImagesPerStep);
        var optimizer = Optimizer.Of(subnet.Parameters, optimizerRecipe);
        shared.Lend(subnet, optimizer);
        var sum = 0.0;
        for (var part = 0; part < batches.PartsPerStep; part++)
        {
            var number = (step * batches.PartsPerStep) + part;
            var batch = batches.Take(number);
            var logits = subnet.ForwardTraining(batch.Images, new SeededRandom(Seed, 3, (ulong)number));
            var loss = Losses.CrossEntropy(logits, batch.Targets).Times(1.0 / batches.PartsPerStep);
            loss.backward();
            sum += loss.item<float>();
        }

        var rate = optimizerRecipe.LearningRate * LearningRateSchedule.Factor(Recipe.Schedule, (double)step / steps);
        if (!double.IsFinite(sum))
            throw new TrainingException($"the supernet's loss is no longer a number at step {step + 1} with '{genotype.Text}': lower the recipe's learning rate");
        optimizer.Step(rate, step + 1);
        shared.TakeBack(subnet, optimizer);
        return sum;
    }
}
