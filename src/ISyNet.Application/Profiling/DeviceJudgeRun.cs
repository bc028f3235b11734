using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ISyNet.Core.Csv;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Measuring;
using ISyNet.Reports.Figures;
using MathNet.Numerics.Statistics;

namespace ISyNet.Application.Profiling;

/// <summary>A prediction beside a measurement.</summary>
/// <param name="Network">The network.</param>
/// <param name="Group">Where it comes from.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="MeasuredMs">Median of the batch over the rounds, at the speed of the reference kernel that the device was built at.</param>
/// <param name="PredictedMs">Predicted for the batch.</param>
public sealed record JudgedPrediction(string Network, string Group, int Batch, double MeasuredMs, double PredictedMs)
{
    /// <summary>Predicted over measured.</summary>
    public double Ratio => PredictedMs / MeasuredMs;
}

/// <summary>The judgement of a device.</summary>
/// <param name="Rows">Every network.</param>
/// <param name="Errors">The errors of all.</param>
/// <param name="Conditions">The conditions of the measurements, in words.</param>
public sealed record DeviceJudgement(ImmutableArray<JudgedPrediction> Rows, LeftOutErrors Errors, string Conditions);

/// <summary>Measures networks that a device was not built from, and compares them with its predictions (docs/kernels.md).</summary>
/// <param name="Device">The device, built from measurements on the machine that the backend measures.</param>
/// <param name="Backend">The backend that measures.</param>
/// <param name="Given">Networks that were given, by name, as files.</param>
/// <param name="Random">Number of random members of the search spaces.</param>
/// <param name="Seed">Their seed; one that the device was not built with.</param>
/// <param name="Rounds">How often every network is measured, all networks in turn: what disturbs a machine for a minute then meets a network once, and the median leaves it out.</param>
public sealed record DeviceJudgeRun(Device Device, IMeasuringBackend Backend, ImmutableArray<(string Name, string Path, Network Network)> Given, int Random, ulong Seed, int Rounds)
{
    private const string Step = "measuring", Part = "judgement";
    private const int Repeats = 30;

    /// <summary>Whether writing the table would overwrite a page written by hand.</summary>
    /// <param name="table">The Markdown file.</param>
    public static bool WouldOverwrite(string table) => MarkedSection.WouldOverwrite(table, Part);

    /// <summary>Measures, compares and writes the files.</summary>
    /// <param name="csv">A CSV file of every network; null for none.</param>
    /// <param name="table">A Markdown file; the table goes into its marked part. Null for none.</param>
    /// <param name="plot">A PNG file of predicted against measured latency; null for none.</param>
    /// <param name="progress">Receives every measurement.</param>
    /// <param name="cancellation">Stops it; then nothing is written.</param>
    /// <exception cref="ISyNetException">A network cannot be measured or predicted.</exception>
    public async Task<DeviceJudgement> RunAsync(string? csv, string? table, string? plot, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new StepStarted(Step));
        var model = LatencyModel.Create(Device);
        var folder = Directory.CreateTempSubdirectory("isynet-judge-");
        try
        {
            var todo = Networks(folder.FullName).ToArray();
            var (measured, conditions) = (Array.ConvertAll(todo, _ => new List<double>()), "");
            for (var run = 0; run < Rounds * todo.Length; run++)
            {
                var (name, _, _, batch, path) = todo[run % todo.Length];
                var times = await Backend.RunAsync(new MeasurementRequest(path, batch, Repeats), cancellation);
                var ms = MeasuredLatency.FromTimes(times, double.MaxValue).MedianMs * times.ScaleTo(Device.Kernels?.Provenance.ReferenceMs);
                measured[run % todo.Length].Add(ms);
                conditions = RunTimes.Text(times.LastingConditions);
                progress.Report(new StepAdvanced(Step, (run + 1.0) / (Rounds * todo.Length), string.Create(CultureInfo.InvariantCulture, $"{name}: {ms:0.##} ms")));
            }

            ImmutableArray<JudgedPrediction> rows = [.. todo.Zip(measured, (network, ms) => new JudgedPrediction(
                network.Name, network.Group, network.Batch, ms.Median(), model.Predict(network.Network, network.Batch, cancellation).LatencyMs))];
            var judgement = new DeviceJudgement(rows, LeftOutErrors.Compute([.. rows.Select(r => (r.PredictedMs, r.MeasuredMs, r.Batch))]), conditions);
            progress.Report(new StepFinished(Step, Line(judgement.Errors)));
            Write(judgement, csv, table, plot);
            return judgement;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The errors in a line.</summary>
    public static string Line(LeftOutErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return string.Create(CultureInfo.InvariantCulture,
            $"{errors.Rows} networks: {errors.Within10Percent:0.#} % within 10 %, MAPE {errors.MapePercent:0.0} %, median error {errors.MedianPercent:0.0} %, Kendall tau {errors.KendallTau:0.000}");
    }

    private IEnumerable<(string Name, string Group, Network Network, int Batch, string Path)> Networks(string folder)
    {
        foreach (var name in TeachingNetworks.Judges.Except(Given.Select(g => g.Name), StringComparer.OrdinalIgnoreCase))
        {
            var network = ModelZoo.Find(name)!.Build();
            yield return (name, "known networks", network, 1, Save(folder, name, network));
        }

        foreach (var (name, path, network) in Given)
            yield return (name, "known networks", network, 1, path);
        foreach (var drawn in TeachingNetworks.Drawn(Seed, "judged").Select(d => d with { Batch = 1 }).Take(Random))
            yield return (drawn.Name, "random members", drawn.Network, 1, Save(folder, drawn.Name, drawn.Network));
    }

    private static string Save(string folder, string name, Network network)
    {
        var path = Path.Combine(folder, $"{name}.onnx");
        OnnxExport.WriteShapesOnly(path, network);
        return path;
    }

    private void Write(DeviceJudgement judgement, string? csv, string? table, string? plot)
    {
        if (csv is not null)
        {
            AtomicFile.WriteText(csv, CsvTable.Write(["network", "group", "batch", "measured_ms", "predicted_ms", "predicted_over_measured"], judgement.Rows.Select(r => (object?[])
                [r.Network, r.Group, r.Batch, r.MeasuredMs.ToString("G6", CultureInfo.InvariantCulture), r.PredictedMs.ToString("G6", CultureInfo.InvariantCulture), r.Ratio.ToString("F3", CultureInfo.InvariantCulture)])));
        }

        if (table is not null)
            MarkedSection.Write(table, Markdown(judgement), Part);
        if (plot is not null)
        {
            var figure = PredictionFigure.Create([.. judgement.Rows.Select(r => new PredictionPoint(r.Network, r.Group, r.MeasuredMs / r.Batch, r.PredictedMs / r.Batch))], Device.Name);
            AtomicFile.Write(plot, stream => stream.Write(figure.ToPng()));
        }
    }

    private static string Markdown(DeviceJudgement judgement)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Line(judgement.Errors)}. {judgement.Conditions}").AppendLine();
        text.AppendLine("| network | measured (ms) | predicted (ms) | predicted / measured |").AppendLine("|---|---|---|---|");
        foreach (var r in judgement.Rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {r.Network} | {r.MeasuredMs:0.000} | {r.PredictedMs:0.000} | {r.Ratio:0.00} |");
        return text.ToString();
    }
}
