using System.Collections.Immutable;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;
using ISyNet.Runtime;

namespace ISyNet.Predictors.Measuring;

/// <summary>This machine's processor, by ONNX Runtime: sequential, no spinning, after a warm-up. One model is timed at a time.</summary>
/// <param name="threads">Threads within one operator.</param>
/// <param name="duration">Least duration of a measurement.</param>
/// <param name="layers">Whether layers are timed too, with the runtime's profiler, in separate runs.</param>
public sealed class OnnxRuntimeBackend(int threads, TimeSpan duration, bool layers = false) : IMeasuringBackend
{
    private const int MostRuns = 100_000;
    private const int ProfiledRuns = 30;

    /// <inheritdoc/>
    public string Name => "onnxruntime";

    /// <inheritdoc/>
    public Task<RunTimes> RunAsync(MeasurementRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.Run(() => Run(request, cancellation), cancellation);
    }

    private RunTimes Run(MeasurementRequest request, CancellationToken cancellation)
    {
        var recipe = new LatencyRecipe(request.Batch, threads, Runs: Math.Max(MostRuns, request.Repeats), TimeLimit: duration, FewestRuns: request.Repeats);
        try
        {
            var measured = RuntimeLatency.Measure(request.OnnxPath, recipe, null, cancellation);
            var conditions = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            conditions["processor"] = Processor();
            conditions["runtime"] = measured.Conditions;
            conditions[HostProcessor.VectorCondition] = HostProcessor.VectorText;
            return new RunTimes(measured.TimesMs, conditions.ToImmutable(), layers ? Layers(request, cancellation) : []);
        }
        catch (ISyNetException error)
        {
            throw new MeasurementException(error.Message, error);
        }
    }

    /// <summary>
    /// Operators by layer: the runtime names a fused operator after one of its nodes, with its own suffixes. Operators that it adds
    /// itself (reorders between layouts) keep their names.
    /// </summary>
    private ImmutableArray<LayerTime> Layers(MeasurementRequest request, CancellationToken cancellation)
    {
        var names = NetworkImport.Load(request.OnnxPath, cancellation: cancellation).Network.Layers.Select(l => l.Name).OrderByDescending(n => n.Length).ToArray();
        return
        [
            .. RuntimeProfile.Measure(request.OnnxPath, new LatencyRecipe(request.Batch, threads, Runs: ProfiledRuns), cancellation)
                .Select(o => new LayerTime(names.FirstOrDefault(n => o.Name.StartsWith(n, StringComparison.Ordinal)) ?? $"({o.Operator})", o.MedianMs))
                .GroupBy(l => l.Name).Select(g => new LayerTime(g.Key, g.Sum(l => l.Ms))),
        ];
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo", field = "model name";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2) is [_, var model] ? model.Trim() : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }
}
