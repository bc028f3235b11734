using ISyNet.Training.Native;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Engine;

/// <summary>
/// What a <see cref="TrainingEngine"/> drives: which networks learn, from which batches, by which loss, and how they are evaluated. The engine does all
/// else: budget, learning rate, optimiser steps, averages, divergence, curves, progress, checkpoints. Data goes between the two as tensors and as
/// batches that the engine does not look into, so that a task may keep them on any device. Owns native memory: dispose it.
/// </summary>
/// <typeparam name="TBatch">What one batch is.</typeparam>
public abstract class TrainingTask<TBatch> : IDisposable
    where TBatch : IDisposable
{
    /// <summary>Makes a task.</summary>
    /// <param name="recipe">How to learn.</param>
    /// <param name="seed">Decides whatever is drawn.</param>
    /// <param name="compute">What it computes with.</param>
    protected TrainingTask(LearningRecipe recipe, ulong seed, ComputeSettings compute)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(compute);
        (Recipe, Seed, Compute) = (recipe, seed, compute);
        // Before anything is computed: threads that libtorch has started wait for work by spinning.
        torch.set_num_threads(compute.Threads);
        if (compute.Accelerator.IsCuda)
            TorchSwitches.SetDeterministic(compute.Deterministic);
    }

    /// <summary>How it learns.</summary>
    protected internal LearningRecipe Recipe { get; }

    /// <summary>Decides whatever is drawn.</summary>
    protected internal ulong Seed { get; }

    /// <summary>What it computes with.</summary>
    protected internal ComputeSettings Compute { get; }

    /// <summary>Batches whose losses are read together: from a device several, for each time it has to be waited for. What diverges is found as much later.</summary>
    protected internal virtual int LossesAtOnce => Compute.Accelerator.ByTensors ? 16 : 1;

    /// <summary>Optimiser steps done.</summary>
    public long Steps { get; internal set; }

    /// <summary>What learns, in a word, for the refusal of another task's checkpoint.</summary>
    protected internal virtual string Subject => "network";

    /// <summary>What it learns from.</summary>
    protected internal abstract BatchSource<TBatch> Batches { get; }

    /// <summary>Highest learning rate at the real number of images per step, and the rest of the recipe's optimiser.</summary>
    protected internal OptimizerRecipe Optimizer => Recipe.Optimizer.For(Batches.ImagesPerStep);

    /// <summary>Adds what makes two such trainings the same one; seed, threads and arithmetic are the engine's to add. The budget may grow.</summary>
    protected internal abstract void Identify(Fingerprint fingerprint);

    /// <summary>The networks that the next step teaches, the product first.</summary>
    protected internal abstract IReadOnlyList<Learner> BeginStep();

    /// <summary>Runs a batch forward and its loss backward: adds its gradients to those of the learners.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="share">What the batch counts of its step: the factor of the loss before it goes backward.</param>
    /// <returns>The loss without that factor, and what else is to be counted. The tensors belong to the current dispose scope.</returns>
    protected internal abstract BatchLoss Learn(TBatch batch, long number, double share);

    /// <summary>Ends a step, after the learners have made it. A step that was stopped has none: the next one begins anew.</summary>
    protected internal virtual void EndStep() { }

    /// <summary>Evaluates what has been learnt on held-out data, between two steps.</summary>
    /// <param name="cancellation">Honoured within a second or two.</param>
    /// <returns>0 to 1, more is better; NaN when there is nothing to evaluate on.</returns>
    protected internal virtual double Evaluate(CancellationToken cancellation) => double.NaN;

    /// <summary>The whole state between two steps, by name.</summary>
    protected internal abstract IEnumerable<KeyValuePair<string, torch.Tensor>> SaveState();

    /// <summary>Goes back to a saved state. The tensors are freed afterwards: copy them.</summary>
    /// <exception cref="TrainingException">A tensor is missing or of another shape.</exception>
    protected internal abstract void RestoreState(IReadOnlyDictionary<string, torch.Tensor> state);

    /// <summary>The stream of random numbers of a batch's dropout.</summary>
    protected SeededRandom Dropout(long number) => new(Seed, RandomPurpose.Dropout, (ulong)number);

    /// <summary>Frees memory.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees memory.</summary>
    protected virtual void Dispose(bool disposing) => Batches.Dispose();
}

/// <summary>What a batch has shown.</summary>
/// <param name="Loss">Its mean loss, a scalar.</param>
/// <param name="Correct">How many of its images were classified rightly, a scalar; null where there are no classes to hit.</param>
/// <param name="Images">Of how many.</param>
public readonly record struct BatchLoss(torch.Tensor Loss, torch.Tensor? Correct = null, int Images = 0);
