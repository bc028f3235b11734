using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Calibration;
using ISyNet.Onnx.Import;
using ISyNet.Runtime;

namespace ISyNet.Predictors.Measuring;

/// <summary>What ONNX Runtime times.</summary>
/// <param name="Threads">Threads within one operator.</param>
/// <param name="Duration">Least duration of a measurement.</param>
public sealed record OnnxRuntimeOptions(int Threads, TimeSpan Duration)
{
    /// <summary>Whether layers are timed too, with the runtime's profiler, in separate runs.</summary>
    public bool Layers { get; init; }

    /// <summary>Whether only layers are timed; the time of a run is then their sum.</summary>
    public bool LayersAlone { get; init; }

    /// <summary>Timed runs of the profiler.</summary>
    public int ProfiledRuns { get; init; } = 30;

    /// <summary>The file of a small model that is timed alongside (<see cref="RunTimes.ReferenceMs"/>); null for none.</summary>
    public string? Reference { get; init; }
}

/// <summary>
/// This machine's processor, by ONNX Runtime: sequential, no spinning, after a warm-up. One model is timed at a time. The thread is pinned to one processor if it
/// works alone.
/// </summary>
/// <param name="options">What is timed.</param>
public sealed class OnnxRuntimeBackend(OnnxRuntimeOptions options) : IMeasuringBackend
{
    /// <summary>Its name.</summary>
    public const string RuntimeName = "onnxruntime";

    private const int MostRuns = 100_000;

    /// <inheritdoc/>
    public string Name => RuntimeName;

    /// <summary>This machine's processor and runtime, as all its measurements contain them: only times with the same text can be compared.</summary>
    /// <param name="threads">Threads within one operator.</param>
    public static string Host(int threads) => RunTimes.Text(Machine(threads));

    private static ImmutableSortedDictionary<string, string> Machine(int threads) => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("processor", HostLoad.Processor()),
        KeyValuePair.Create("runtime", RuntimeLatency.Conditions(threads)),
        KeyValuePair.Create(HostProcessor.VectorCondition, HostProcessor.VectorText),
    ]);

    /// <inheritdoc/>
    public Task<RunTimes> RunAsync(MeasurementRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A thread of its own, so that pinning it harms no other work.
        return Task.Factory.StartNew(() => Run(request, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private RunTimes Run(MeasurementRequest request, CancellationToken cancellation)
    {
        try
        {
            using var pin = options.Threads == 1 ? new ThreadPin() : null;
            var conditions = Machine(options.Threads).ToBuilder();
            conditions[RunTimes.Pinned] = pin?.Processor is { } cpu ? $"to processor {cpu}" : "no";
            var load = new HostLoad();
            var whole = options.LayersAlone ? null : RuntimeLatency.Measure(
                request.OnnxPath, Recipe(request, Math.Max(MostRuns, request.Repeats)) with { TimeLimit = options.Duration, FewestRuns = request.Repeats }, null, cancellation);
            var profile = options.Layers || options.LayersAlone ? RuntimeProfile.Measure(request.OnnxPath, Recipe(request, options.ProfiledRuns), cancellation) : null;
            conditions[RunTimes.Load] = load.Text();
            if ((whole?.ReferenceMs ?? profile?.ReferenceMs) is { } ms)
                conditions[RunTimes.Reference] = ms.ToString("0.#### 'ms'", CultureInfo.InvariantCulture);
            ImmutableArray<LayerTime> layers = profile is null ? [] : Layers(request, profile, cancellation);
            return new RunTimes(whole?.TimesMs ?? [layers.Sum(l => l.Ms)], conditions.ToImmutable(), layers) { ReferenceMs = whole?.ReferenceMs ?? profile?.ReferenceMs };
        }
        catch (ISyNetException error)
        {
            throw new MeasurementException(error.Message, error);
        }
    }

    private LatencyRecipe Recipe(MeasurementRequest request, int runs) => new(request.Batch, options.Threads, Runs: runs) { Reference = options.Reference };

    /// <summary>
    /// Operators by layer: the runtime names a fused operator after one of its nodes, with its own prefixes and endings. Operators that it adds itself (reorders
    /// between layouts) are named in brackets.
    /// </summary>
    private static ImmutableArray<LayerTime> Layers(MeasurementRequest request, OperatorProfile profile, CancellationToken cancellation)
    {
        const string fused = "fused ";
        var names = NetworkImport.Load(request.OnnxPath, cancellation: cancellation).Network.Layers.Select(l => l.Name).OrderByDescending(n => n.Length).ToArray();
        return
        [
            .. profile.Operators.Select(o =>
            {
                var name = o.Name.StartsWith(fused, StringComparison.Ordinal) ? o.Name[fused.Length..] : o.Name;
                return new LayerTime(names.FirstOrDefault(n => name.StartsWith(n, StringComparison.Ordinal)) ?? $"({o.Operator})", o.Ms) { Operator = o };
            }),
        ];
    }
}
