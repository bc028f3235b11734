using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Training;

/// <summary>How a training runs on this machine, whatever it trains: the same record for classifiers, detectors and supernets.</summary>
public sealed record RunSettings
{
    /// <summary>
    /// Threads of the training. A classifier learns an equal part of every batch on each; batch norm then takes its statistics over a part, so another
    /// number gives other weights. Other trainings use them inside an operation. 1 unless the machine does nothing else.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Threads that prepare batches: read, decode and augment images. Their number changes no result. If null, as many as the machine has cores
    /// besides <see cref="Threads"/>, at least 1.
    /// </summary>
    public int? DataThreads { get; init; }

    /// <summary>What the training computes on: by default a CUDA device whose arithmetic is proven right where there is one, else the processor.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>
    /// Whether a CUDA device gives the same weights to the bit in every run: kernels whose result depends on the order of threads are replaced, which costs
    /// speed. The processor always does.
    /// </summary>
    public bool Deterministic { get; init; }

    /// <summary>What convolutions multiply while the network learns; what the recipe says when null.</summary>
    public Arithmetic? Arithmetic { get; init; }

    /// <summary>Passes over the training data between two evaluations.</summary>
    public double EvaluateEvery { get; init; } = 1;

    /// <summary>Where a stopped training leaves its state and goes on from; nothing is kept when null.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>How often a checkpoint is written while training goes on.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often progress is told at most; after every step when zero.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>By which time passes: for the budget, the intervals and the speeds that are told.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The number of threads that prepare batches on this machine.</summary>
    /// <exception cref="TrainingException">There is none.</exception>
    public int PreparingThreads => DataThreads is null ? Math.Max(1, Environment.ProcessorCount - Threads)
        : DataThreads >= 1 ? DataThreads.Value
        : throw new TrainingException($"batches are prepared by one thread or more, not {DataThreads}");

    /// <summary>What a training by a recipe computes with: its arithmetic is proven right there first (docs/numerics.md).</summary>
    /// <exception cref="TrainingException">There is no thread, no such device, or libtorch computes wrongly there.</exception>
    public ComputeSettings Resolve(LearningRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (Threads < 1)
            throw new TrainingException($"a training takes one thread or more, not {Threads}");
        var accelerator = TorchRuntime.Choose(Accelerator);
        return new ComputeSettings(Threads, TorchRuntime.Choose(Arithmetic ?? recipe.Arithmetic, accelerator), accelerator) { Deterministic = Deterministic };
    }
}

/// <summary>What a training computes with; a part of its fingerprint, since it decides the weights to the bit.</summary>
/// <param name="Threads">Threads.</param>
/// <param name="Arithmetic">What convolutions multiply, and by which instructions.</param>
/// <param name="Accelerator">On what; chosen, so never <see cref="Accelerator.Auto"/>.</param>
public sealed record ComputeSettings(int Threads, TorchArithmetic Arithmetic, Accelerator Accelerator)
{
    /// <summary>Whether a CUDA device repeats a training to the bit.</summary>
    public bool Deterministic { get; init; }
}
