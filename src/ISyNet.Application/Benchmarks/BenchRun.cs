using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Application.Benchmarks;

/// <summary>A network of a suite on a device.</summary>
/// <param name="Network">The network, with its published accuracy.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="LatencyMsPerImage">Milliseconds per image, measured or predicted.</param>
/// <param name="Mem">MEM at the batch.</param>
/// <param name="MatrixUtilisation">Multiply-accumulates / latency / peak of the device, 0 to 1.</param>
public sealed record BenchRow(SuiteNetwork Network, long Params, long Macs, double LatencyMsPerImage, double Mem, double MatrixUtilisation);

/// <summary>A suite on a device.</summary>
/// <param name="Suite">Name of the suite.</param>
/// <param name="Device">Name of the device.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="IsMeasured">Whether latencies are measured; else they are predicted.</param>
/// <param name="Conditions">How, in words.</param>
/// <param name="Rows">The networks.</param>
public sealed record BenchResult(string Suite, string Device, int Batch, bool IsMeasured, string Conditions, ImmutableArray<BenchRow> Rows);

/// <summary>Runs a suite on a device, by its best model or by measuring.</summary>
/// <param name="Name">Name of the suite.</param>
/// <param name="Suite">The suite.</param>
/// <param name="Device">The device.</param>
/// <param name="Batch">Images per batch.</param>
public sealed record BenchRun(string Name, BenchSuite Suite, Device Device, int Batch)
{
    private const int Repeats = 30;

    /// <summary>Measures instead of predicting; null predicts.</summary>
    public IMeasuringBackend? Backend { get; init; }

    /// <summary>The largest accepted scatter of the runs in percent.</summary>
    public double MostNoisePercent { get; init; } = 5;

    /// <summary>Number of retries after too much noise.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Runs the suite.</summary>
    /// <exception cref="ISyNetException">A network cannot be predicted or measured.</exception>
    public async Task<BenchResult> RunAsync(IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var step = $"{(Backend is null ? "predicting" : "measuring")} on {Device.Name}";
        progress.Report(new StepStarted(step));
        var model = LatencyModel.Create(Device);
        var rows = ImmutableArray.CreateBuilder<BenchRow>(Suite.Networks.Length);
        var conditions = string.Create(CultureInfo.InvariantCulture, $"{model.Name} model of {Device.Name} in {Device.Precision.Name}");
        var folder = Directory.CreateTempSubdirectory("isynet-bench-");
        try
        {
            foreach (var entry in Suite.Networks)
            {
                var network = ModelZoo.Find(entry.Name)!.Build();
                var cost = model.Predict(network, Batch, cancellation);
                var latency = cost.LatencyMsPerImage;
                if (Backend is not null)
                {
                    var file = Path.Combine(folder.FullName, $"{entry.Name}.onnx");
                    OnnxExport.WriteShapesOnly(file, network);
                    var (answer, measured) = await new QuietMeasurement(Backend, MostNoisePercent, Retries).RunAsync(entry.Name, new MeasurementRequest(file, Batch, Repeats), cancellation);
                    latency = measured.MedianMs / Batch;
                    conditions = RunTimes.Text(answer.Conditions);
                }

                rows.Add(new BenchRow(entry, network.TotalParams, network.TotalMacs, latency, cost.Efficiency.Mem, network.TotalMacs / (latency * 1e-3) / Device.PeakMacsPerSecond));
                progress.Report(new StepAdvanced(step, (double)rows.Count / Suite.Networks.Length, entry.Name));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        progress.Report(new StepFinished(step, $"{rows.Count} networks"));
        return new BenchResult(Name, Device.Name, Batch, Backend is not null, conditions, rows.ToImmutable());
    }
}
