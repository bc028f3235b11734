using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Figures;
using MathNet.Numerics.Statistics;

namespace ISyNet.Hardware.Bench;

/// <summary>The tables and the plot of docs/devices.md: every calibrated device, each family predicted by a fit that has not seen it.</summary>
internal static class DeviceComparison
{
    private static readonly int[] Batches = [1, 4, 8, 16, 32, 64];

    public static void Print(string plot)
    {
        var fits = MeasuredDevice.All.Where(m => m.Device.Kernels is null).Select(m => (m.Name, Result: Fit(m))).ToArray();
        Console.WriteLine("| device | rows | networks | families | fit % | network out % | family out % | batch to 32 | tau, family out | batch to 32 | tau of medians | best tau | band | rows in the band of other families % |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (name, result) in fits)
        {
            var fit = result.Device.Provenance!;
            CalibrationRow[] small = [.. result.Rows.Where(r => r.Measured.Batch <= 32)];
            Line($"| {name} | {fit.Rows} | {fit.Networks} | {result.Rows.Select(r => r.Measured.Family).Distinct().Count()} | {fit.FitMapePercent:F1} | {fit.LeaveOneOutMapePercent:F1} | {fit.FamilyOutMapePercent:F1} | {Mape(small):F1} | {fit.FamilyOutKendallTau:F2} | {Tau(small):F2} | {TauOfMedians(result.Rows):F2} | {BestTau(result.Rows):F2} | {fit.BandLow:F2} to {fit.BandHigh:F2} | {fit.BandCoveragePercent:F0} |");
        }

        Console.WriteLine("\nMean absolute error by batch, family left out, %:\n");
        Table("batch", [.. Batches.Select(b => $"{b}")], (rows, batch) => rows.Where(r => $"{r.Measured.Batch}" == batch), Mape, "F1");
        Console.WriteLine("\nPredicted over measured by family, that family left out (geometric mean):\n");
        var families = fits.SelectMany(f => f.Result.Rows.Select(r => r.Measured.Family!)).Distinct().Order(StringComparer.Ordinal).ToArray();
        Table("family", families, (rows, family) => rows.Where(r => r.Measured.Family == family), Ratio, "F2");
        Transfer();
        AtomicFile.Write(plot, stream => stream.Write(PredictionFigure.Create(
            [.. fits.SelectMany(f => f.Result.Rows.Select(r => new PredictionPoint($"{r.Measured.Network}, batch {r.Measured.Batch}", f.Name, r.Measured.LatencyMsPerImage, r.FamilyOutMs / r.Measured.Batch)))],
            "six devices, family left out").ToPng()));

        void Table(string title, string[] lines, Func<ImmutableArray<CalibrationRow>, string, IEnumerable<CalibrationRow>> of, Func<CalibrationRow[], double> figure, string format)
        {
            Line($"| {title} | {string.Join(" | ", fits.Select(f => f.Name))} |");
            Line($"|---|{string.Concat(fits.Select(_ => "---|"))}");
            foreach (var line in lines)
            {
                var cells = fits.Select(f => of(f.Result.Rows, line).ToArray() is { Length: > 0 } rows ? figure(rows).ToString(format, CultureInfo.InvariantCulture) : "");
                Line($"| {line} | {string.Join(" | ", cells)} |");
            }
        }
    }

    /// <summary>Writes every measurement with its predictions, which ship with the product.</summary>
    public static void WriteRows(string file) => AtomicFile.WriteText(file, JudgedRows.Write(MeasuredDevice.All.SelectMany(measured =>
        Rows(measured).Select(row => ($"{measured.Device.Name}:{measured.Device.Precision.Name}", row)))));

    private static IEnumerable<JudgedRow> Rows(MeasuredDevice measured)
    {
        if (measured.Device.Kernels is null)
        {
            return Fit(measured).Rows.Select(r => new JudgedRow(
                r.Measured.Network, r.Measured.Family ?? "", r.Measured.Batch, r.Measured.LatencyMsPerImage, r.FittedMs / r.Measured.Batch, r.FamilyOutMs / r.Measured.Batch));
        }

        var model = LatencyModel.Create(measured.Device);
        return measured.Rows.Select(r => new JudgedRow(
            r.Network, r.Family ?? "", r.Batch, r.LatencyMsPerImage, model.Predict(MeasuredDevice.Network(r), r.Batch).LatencyMsPerImage, null));
    }

    // What a part is worth that nobody measured: two parts of one family, each with its own facts and the constants of the other.
    private static void Transfer()
    {
        var (small, large) = (MeasuredDevice.All[0], MeasuredDevice.All[1]);
        Console.WriteLine("\n| rows of | constants | MAPE % | tau |\n|---|---|---|---|");
        foreach (var (rows, constants) in ((MeasuredDevice, MeasuredDevice)[])[(small, large), (large, small)])
        {
            var model = new ClosedFormModel(rows.Device with { Constants = constants.Device.Constants });
            var predicted = rows.Rows.Select(r => (Measured: r, Ms: model.Predict(MeasuredDevice.Network(r), r.Batch).LatencyMs)).ToArray();
            Line($"| {rows.Name} | fitted on {constants.Name} | {predicted.Average(p => Math.Abs((p.Ms / p.Measured.LatencyMs) - 1)) * 100:F1} | {RankCorrelation.KendallTau([.. predicted.Select(p => p.Ms / p.Measured.Batch)], [.. predicted.Select(p => p.Measured.LatencyMsPerImage)]):F2} |");
        }

        var blind = Fit(small, large.Device.Provenance!.Assumed).Device.Provenance!;
        Line($"| {small.Name} | its own fit, begun at round guesses: no sibling seen, family left out | {blind.FamilyOutMapePercent:F1} | {blind.FamilyOutKendallTau:F2} |");
    }

    private static CalibrationResult Fit(MeasuredDevice measured, DeviceConstants? assumed = null)
    {
        var (device, rows) = (measured.Device, measured.Rows);
        device = assumed is null ? device : device with { Constants = assumed, Provenance = device.Provenance! with { Assumed = assumed } };
        return DeviceCalibration.Fit(
            device, rows, rows.DistinctBy(r => r.Network).ToDictionary(r => r.Network, MeasuredDevice.Network), new CalibrationOptions { Free = device.Provenance!.Fitted });
    }

    private static double Mape(CalibrationRow[] rows) => rows.Average(r => Math.Abs(r.FamilyOutErrorPercent));

    private static double Tau(CalibrationRow[] rows) =>
        RankCorrelation.KendallTau([.. rows.Select(r => r.FamilyOutMs / r.Measured.Batch)], [.. rows.Select(r => r.Measured.LatencyMsPerImage)]);

    // Repeated measurements of a network at a batch as one.
    private static double TauOfMedians(ImmutableArray<CalibrationRow> rows)
    {
        var cases = rows.GroupBy(Case).Select(g => (Predicted: g.First().FamilyOutMs / g.Key.Batch, Measured: Median(g))).ToArray();
        return RankCorrelation.KendallTau([.. cases.Select(c => c.Predicted)], [.. cases.Select(c => c.Measured)]);
    }

    // Of any model: it says one number for all repetitions, which scatter.
    private static double BestTau(ImmutableArray<CalibrationRow> rows)
    {
        var medians = rows.GroupBy(Case).ToDictionary(g => g.Key, Median);
        return RankCorrelation.KendallTau([.. rows.Select(r => medians[Case(r)])], [.. rows.Select(r => r.Measured.LatencyMsPerImage)]);
    }

    private static (string Network, int Batch) Case(CalibrationRow row) => (row.Measured.Network, row.Measured.Batch);

    private static double Median(IEnumerable<CalibrationRow> rows) => rows.Select(r => r.Measured.LatencyMsPerImage).Median();

    private static double Ratio(CalibrationRow[] rows) => Math.Exp(rows.Average(r => Math.Log(r.FamilyOutMs / r.Measured.LatencyMs)));

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
