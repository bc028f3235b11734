using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MathNet.Numerics.Statistics;

namespace ISyNet.Runtime;

/// <summary>How long to measure.</summary>
/// <param name="Batch">Samples per run.</param>
/// <param name="Threads">Threads within one operator.</param>
/// <param name="WarmUpRuns">Runs before the first that counts.</param>
/// <param name="Runs">Most runs that count.</param>
/// <param name="TimeLimit">Stops earlier, after at least <paramref name="FewestRuns"/>; null never does.</param>
/// <param name="FewestRuns">Fewest runs that count.</param>
public sealed record LatencyRecipe(int Batch = 1, int Threads = 1, int WarmUpRuns = 3, int Runs = 50, TimeSpan? TimeLimit = null, int FewestRuns = 3)
{
    /// <summary>A small model that is timed between the runs, to see by how much the machine's speed changes; null for none.</summary>
    public string? Reference { get; init; }
}

/// <summary>A real measurement with its conditions. Times are of the whole batch.</summary>
/// <param name="Recipe">What was asked.</param>
/// <param name="Runs">Runs that counted.</param>
/// <param name="MedianMs">Median time of a run, in milliseconds.</param>
/// <param name="P10Ms">First decile.</param>
/// <param name="P90Ms">Last decile.</param>
/// <param name="MinMs">Fastest run.</param>
/// <param name="Conditions">Runtime, version, processor, threads and mode, in words.</param>
public sealed record LatencyMeasurement(
    LatencyRecipe Recipe, int Runs, double MedianMs, double P10Ms, double P90Ms, double MinMs, string Conditions)
{
    /// <summary>The times of all runs that counted, in the order in which they ran, in milliseconds.</summary>
    public ImmutableArray<double> TimesMs { get; init; } = [];

    /// <summary>Lower quartile of the times of the reference model alongside, in milliseconds; null without one.</summary>
    public double? ReferenceMs { get; init; }

    /// <summary>Median time per image, in milliseconds.</summary>
    public double MedianMsPerImage => MedianMs / Recipe.Batch;
}

/// <summary>Measures models on this machine with ONNX Runtime: sequential, no spinning, after a warm-up.</summary>
public static class RuntimeLatency
{
    /// <summary>Measures one model on pixels of a fixed pattern.</summary>
    /// <exception cref="ISyNetException">The model cannot be opened or run.</exception>
    public static LatencyMeasurement Measure(
        string modelPath, LatencyRecipe? recipe = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        recipe ??= new LatencyRecipe();
        ArgumentOutOfRangeException.ThrowIfLessThan(recipe.Batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(recipe.Runs, 1);
        using var model = OnnxModel.Open(modelPath, recipe.Threads);
        var samples = new float[checked((int)(recipe.Batch * model.Input.Elements))];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = i % 256;
        using var batch = model.Prepare(samples, recipe.Batch);
        using var reference = recipe.Reference is { } path ? new ReferenceTimer(path) : null;
        var times = new List<double>(Math.Min(recipe.Runs, 1024));
        var total = Stopwatch.StartNew();
        for (var run = -recipe.WarmUpRuns; run < recipe.Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (times.Count >= recipe.FewestRuns && total.Elapsed > (recipe.TimeLimit ?? TimeSpan.MaxValue))
                break;
            reference?.Run();
            var start = Stopwatch.GetTimestamp();
            batch.Run();
            if (run >= 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            progress?.Report(times.Count);
        }

        var inOrder = times.ToImmutableArray();
        double[] sorted = [.. times.Order()];
        return new LatencyMeasurement(
            recipe, sorted.Length, Quantile(0.5), Quantile(0.1), Quantile(0.9), sorted[0], Conditions(recipe.Threads))
        { TimesMs = inOrder, ReferenceMs = reference?.Ms };

        double Quantile(double share) => SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
    }

    /// <summary>Runtime, version, threads and system, in words.</summary>
    /// <param name="threads">Threads within one operator.</param>
    public static string Conditions(int threads) =>
        $"ONNX Runtime {Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString()}, CPU ({RuntimeInformation.ProcessArchitecture}, "
        + $"{Environment.ProcessorCount} processors), {threads} thread{(threads == 1 ? "" : "s")}, sequential, no spinning, {RuntimeInformation.OSDescription}";
}
