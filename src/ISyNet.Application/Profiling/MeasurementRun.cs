using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Application.Profiling;

/// <summary>The measurement of a network.</summary>
/// <param name="Name">Name of the network.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="Precision">The precision that is recorded with it.</param>
/// <param name="Latency">Median and scatter of the batch.</param>
/// <param name="Backend">The backend that measured.</param>
/// <param name="Conditions">The conditions that all measurements of a device share, in words.</param>
/// <param name="PassingConditions">The conditions that differ from row to row, in words.</param>
/// <param name="Layers">The time of every layer; empty if none were requested.</param>
public sealed record MeasuredRow(
    string Name, int Batch, string Precision, MeasuredLatency Latency, string Backend, string Conditions, string PassingConditions, ImmutableArray<LayerTime> Layers)
{
    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => Latency.MedianMs / Batch;
}

/// <summary>Measures networks on a device (docs/measuring.md).</summary>
/// <param name="Backend">The backend that measures.</param>
/// <param name="Requests">The measurements to make, with the names of the networks.</param>
/// <param name="Precision">The precision that is recorded with the measurements.</param>
public sealed record MeasurementRun(IMeasuringBackend Backend, ImmutableArray<(string Name, MeasurementRequest Request)> Requests, string Precision)
{
    private const string Step = "measuring";

    /// <summary>The largest accepted median absolute deviation of the runs, in percent; a noisier measurement is refused.</summary>
    public double MostNoisePercent { get; init; } = 5;

    /// <summary>Number of retries after too much noise.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Number of measurements at the same time.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Measures, and writes the files.</summary>
    /// <param name="file">The CSV file of measurements.</param>
    /// <param name="layersFile">A CSV file of the times of layers; null for none.</param>
    /// <param name="progress">Receives every measurement.</param>
    /// <param name="cancellation">Stops it; then nothing is written.</param>
    /// <exception cref="MeasurementException">A network cannot be measured, or its runs are too noisy.</exception>
    public async Task<ImmutableArray<MeasuredRow>> RunAsync(string file, string? layersFile, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new StepStarted(Step));
        var rows = new MeasuredRow[Requests.Length];
        var done = 0;
        await Parallel.ForAsync(0, Requests.Length, new ParallelOptions { MaxDegreeOfParallelism = Slots, CancellationToken = cancellation }, async (i, stop) =>
        {
            rows[i] = await MeasureAsync(Requests[i].Name, Requests[i].Request, stop);
            progress.Report(new StepAdvanced(Step, (double)Interlocked.Increment(ref done) / Requests.Length, string.Create(
                CultureInfo.InvariantCulture, $"{rows[i].Name}, batch {rows[i].Batch}: {rows[i].Latency.MedianMs:0.##} ms")));
        });
        progress.Report(new StepFinished(Step, $"{rows.Length} measurement{(rows.Length == 1 ? "" : "s")}"));
        AtomicFile.WriteText(file, MeasuredTable.Csv(rows));
        if (layersFile is not null)
            AtomicFile.WriteText(layersFile, MeasuredTable.LayersCsv(rows));
        return [.. rows];
    }

    private async Task<MeasuredRow> MeasureAsync(string name, MeasurementRequest request, CancellationToken cancellation)
    {
        var (answer, latency) = await new QuietMeasurement(Backend, MostNoisePercent, Retries).RunAsync(name, request, cancellation);
        // Operators that the runtime splits a layer into, or adds in several places, have one name.
        var layers = answer.Layers.GroupBy(layer => layer.Name, StringComparer.Ordinal).Select(group => group.Count() == 1 ? group.First() : new LayerTime(group.Key, group.Sum(layer => layer.Ms)));
        return new MeasuredRow(name, request.Batch, Precision, latency, Backend.Name, RunTimes.Text(answer.LastingConditions), RunTimes.Text(answer.PassingConditions), [.. layers]);
    }
}
