using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Runtime;

namespace ISyNet.Predictors.Measuring;

/// <summary>This machine's processor, by ONNX Runtime: sequential, no spinning, after a warm-up. One model is timed at a time.</summary>
/// <param name="threads">Threads within one operator.</param>
/// <param name="duration">How long to go on once there are enough runs.</param>
public sealed class OnnxRuntimeBackend(int threads, TimeSpan duration) : IMeasuringBackend
{
    private const int MostRuns = 100_000;

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
            return new RunTimes(measured.TimesMs, conditions.ToImmutable(), []);
        }
        catch (GraphException error)
        {
            throw new MeasurementException(error.Message, error);
        }
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo", field = "model name";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2) is [_, var model] ? model.Trim() : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }
}
