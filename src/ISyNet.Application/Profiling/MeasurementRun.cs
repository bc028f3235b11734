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

/// <summary>A network to measure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Precision">The precision that is recorded with the measurement.</param>
/// <param name="Request">Its file, and how it is measured.</param>
public sealed record NetworkToMeasure(string Name, string Precision, MeasurementRequest Request);

/// <summary>Measures networks on a device (docs/measuring.md).</summary>
/// <param name="Backend">The backend that measures.</param>
/// <param name="Networks">The measurements to make.</param>
public sealed record MeasurementRun(IMeasuringBackend Backend, ImmutableArray<NetworkToMeasure> Networks)
{
    private const string Step = "measuring";

    /// <summary>The largest accepted median absolute deviation of the runs, in percent; a noisier measurement is refused.</summary>
    public double MostNoisePercent { get; init; } = 5;

    /// <summary>Number of retries after too much noise.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Number of measurements at the same time.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Measures, and writes the files.</summary>
    /// <param name="file">The CSV file of measurements; null for none.</param>
    /// <param name="layersFile">A CSV file of the times of layers; null for none.</param>
    /// <param name="progress">Receives every measurement.</param>
    /// <param name="cancellation">Stops it; then nothing is written.</param>
    /// <exception cref="MeasurementException">A network cannot be measured, or its runs are too noisy.</exception>
    public async Task<ImmutableArray<MeasuredRow>> RunAsync(string? file, string? layersFile, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new StepStarted(Step));
        var rows = new MeasuredRow[Networks.Length];
        var done = 0;
        await Parallel.ForAsync(0, Networks.Length, new ParallelOptions { MaxDegreeOfParallelism = Slots, CancellationToken = cancellation }, async (i, stop) =>
        {
            rows[i] = await MeasureAsync(Networks[i], stop);
            progress.Report(new StepAdvanced(Step, (double)Interlocked.Increment(ref done) / Networks.Length, string.Create(
                CultureInfo.InvariantCulture, $"{rows[i].Name}, batch {rows[i].Batch}: {rows[i].Latency.MedianMs:0.##} ms")));
        });
        progress.Report(new StepFinished(Step, $"{rows.Length} measurement{(rows.Length == 1 ? "" : "s")}"));
        if (file is not null)
            AtomicFile.WriteText(file, MeasuredTable.Csv(rows));
        if (layersFile is not null)
            AtomicFile.WriteText(layersFile, MeasuredTable.LayersCsv(rows));
        return [.. rows];
    }

    private async Task<MeasuredRow> MeasureAsync(NetworkToMeasure network, CancellationToken cancellation)
    {
        var (answer, latency) = await new QuietMeasurement(Backend, MostNoisePercent, Retries).RunAsync(network.Name, network.Request, cancellation);
        // Operators that the runtime splits a layer into, or adds in several places, have one name.
        var layers = answer.Layers.GroupBy(layer => layer.Name, StringComparer.Ordinal).Select(group => group.Count() == 1 ? group.First() : new LayerTime(group.Key, group.Sum(layer => layer.Ms)));
        return new MeasuredRow(network.Name, network.Request.Batch, network.Precision, latency, Backend.Name, RunTimes.Text(answer.LastingConditions), RunTimes.Text(answer.PassingConditions), [.. layers]);
    }
}
