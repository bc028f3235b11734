using System.Collections.Immutable;
using ISyNet.Runtime;

namespace ISyNet.Predictors.Measuring;

/// <summary>A measurement to make.</summary>
/// <param name="OnnxPath">The model file.</param>
/// <param name="Batch">Images per run.</param>
/// <param name="Repeats">Least number of timed runs.</param>
public sealed record MeasurementRequest(string OnnxPath, int Batch, int Repeats);

/// <summary>The answer of a device.</summary>
/// <param name="TimesMs">Milliseconds of every timed run of the whole batch.</param>
/// <param name="Conditions">Processor, runtime, version and other conditions that affect the time, by name.</param>
/// <param name="Layers">Milliseconds per layer, by the name in the model file; empty if the device does not report them.</param>
public sealed record RunTimes(
    ImmutableArray<double> TimesMs, ImmutableSortedDictionary<string, string> Conditions, ImmutableArray<LayerTime> Layers)
{
    /// <summary>The names of conditions that differ from run to run on one machine.</summary>
    internal const string Load = "load", Pinned = "pinned", Reference = "reference";

    /// <summary>Milliseconds of a reference kernel that ran alongside; null without one. If the machine becomes slower, this kernel takes longer too.</summary>
    public double? ReferenceMs { get; init; }

    /// <summary>The conditions that all measurements of a machine share: only measurements with equal ones can be compared.</summary>
    public ImmutableSortedDictionary<string, string> LastingConditions => Conditions.RemoveRange([Load, Pinned, Reference]);

    /// <summary>The conditions that differ from run to run: the load, the processor that the thread was pinned to, and the time of the reference kernel.</summary>
    public ImmutableSortedDictionary<string, string> PassingConditions => Conditions.RemoveRange(LastingConditions.Keys);

    /// <summary>Conditions in words, as files contain them.</summary>
    public static string Text(IEnumerable<KeyValuePair<string, string>> conditions) => string.Join("; ", conditions.Select(c => $"{c.Key} {c.Value}"));

    /// <summary>The factor that scales a time to the speed of the machine at another moment; 1 without a reference kernel.</summary>
    /// <param name="referenceMs">Milliseconds of the reference kernel at that moment; null without one.</param>
    public double ScaleTo(double? referenceMs) => referenceMs / ReferenceMs ?? 1;

    /// <summary>Mean of the fastest quarter of the runs: other programs only lengthen runs.</summary>
    public double FastestMs => TimesMs.Order().Take((TimesMs.Length + 3) / 4).Average();
}

/// <summary>The time of one layer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ms">Milliseconds of one run of the whole batch.</param>
public sealed record LayerTime(string Name, double Ms)
{
    /// <summary>The operator of the runtime, if it reports operators.</summary>
    public OperatorTime? Operator { get; init; }
}

/// <summary>A way to time a model on a device. Implementations are thread-safe.</summary>
public interface IMeasuringBackend
{
    /// <summary>Its name, for files and tables.</summary>
    string Name { get; }

    /// <summary>Times a model.</summary>
    /// <exception cref="MeasurementException">The device gave no valid answer; one line says why.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task<RunTimes> RunAsync(MeasurementRequest request, CancellationToken cancellation = default);
}

/// <summary>A measurement failed, or is not reliable.</summary>
public sealed class MeasurementException(string message, Exception? inner = null) : ISyNetException(message, inner);
