using System.Collections.Immutable;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Devices;
using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Training;

namespace ISyNet.Application.Design;

/// <summary>The options of a design run. All except folder, workers and time determine which networks it tries.</summary>
/// <param name="Data">Training images, and test images for the final evaluation only.</param>
/// <param name="Device">The accelerator.</param>
/// <param name="Space">The search space, with the input and classes of the data.</param>
/// <param name="Baseline">The network to compare with, with the input and classes of the data.</param>
/// <param name="Batch">Images per inference on the accelerator.</param>
/// <param name="Budget">The largest latency of the designed network.</param>
/// <param name="Trials">Number of candidates to train.</param>
/// <param name="Seed">Seed of all randomness.</param>
public sealed record DesignOptions(
    ImageData Data, Device Device, SearchSpace Space, Architecture Baseline, int Batch, LatencyBudget Budget, int Trials, ulong Seed)
{
    /// <summary>Number of trainings at the same time, each on one thread.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>What trainings compute on; with <see cref="Accelerator.Auto"/>, trainings at the same time use all proven CUDA devices, one each.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>
    /// Wall-clock time for the search and all trainings. The search gets at most 28 %, filling the budget 4 %, the training of the designed network and of
    /// the baseline 38 %, and that of the scaled networks 20 %, all of them less if the search ended late. The rest is kept for the other steps.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(9);

    /// <summary>By which names or files data, device and space are found again; kept in the study.</summary>
    public DesignSources Sources { get; init; } = new(Data.Training.Name, Device.Name, Space.Name);

    /// <summary>The strategy that proposes candidates.</summary>
    public string Strategy { get; init; } = Search.Strategies.StrategyCatalog.Default;

    /// <summary>The command that repeats the run, for the report.</summary>
    public string CommandLine { get; init; } = "isynet design";

    /// <summary>What the caller keeps in the folder beside the settings of the run, by name: how to continue it.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Kept { get; init; } = [];

    /// <summary>The time of the search. It begins no candidate that is expected to end later.</summary>
    public TimeSpan SearchLimit => TimeLimit * 0.28;

    /// <summary>The time after which the designed network is not enlarged any further to fill the budget.</summary>
    internal TimeSpan FillLimit => TimeLimit * 0.04;

    /// <summary>What search and filling leave of <see cref="TimeLimit"/> if they end in time.</summary>
    internal TimeSpan TimeAfterSearch => TimeLimit - SearchLimit - FillLimit;

    /// <summary>
    /// Passes over the training images in each final training. With it, a run whose search ends before its limit gives the same networks and
    /// weights on a machine of any speed. Null: the final trainings use the time that <see cref="TimeLimit"/> leaves.
    /// </summary>
    public double? Epochs { get; init; }

    /// <summary>The wall-clock time of each of this number of trainings from random weights, of which <see cref="Workers"/> run at the same time.</summary>
    internal TimeSpan FreshTime(int networks) => TimeLimit * 0.38 / Rounds(networks);

    /// <summary>The wall-clock time of each of this number of scaled networks, of which <see cref="Workers"/> are trained at the same time.</summary>
    internal TimeSpan ScaledTime(int networks) => TimeLimit * 0.20 / Rounds(networks);

    /// <summary>How many rounds this number of trainings takes, at least one, if each worker trains one network at a time.</summary>
    internal double Rounds(int networks) => Math.Max(1, Math.Ceiling((double)networks / Workers));
}

/// <summary>Names, or full paths of files, of what a design works on.</summary>
/// <param name="Data">The images.</param>
/// <param name="Device">The accelerator.</param>
/// <param name="Space">The search space.</param>
public sealed record DesignSources(string Data, string Device, string Space);

/// <summary>A bound on latency: milliseconds per image, or a ratio of the baseline's latency on the same model.</summary>
public abstract record LatencyBudget
{
    private LatencyBudget() { }

    /// <summary>The bound in ms per image.</summary>
    public abstract double MsPerImage(double baselineMsPerImage);

    /// <summary>Milliseconds per image.</summary>
    public sealed record Absolute(double Ms) : LatencyBudget
    {
        /// <inheritdoc/>
        public override double MsPerImage(double baselineMsPerImage) => Ms;
    }

    /// <summary>A fraction of the baseline's latency.</summary>
    public sealed record OfBaseline(double Ratio) : LatencyBudget
    {
        /// <inheritdoc/>
        public override double MsPerImage(double baselineMsPerImage) => baselineMsPerImage * Ratio;
    }
}
