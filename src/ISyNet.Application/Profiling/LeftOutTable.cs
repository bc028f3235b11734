using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Fitting;
using ISyNet.Reports.Figures;

namespace ISyNet.Application.Profiling;

/// <summary>How a built device predicts networks that its fit has not seen, for people.</summary>
public static class LeftOutTable
{
    internal static string Line(KernelProvenance fit) => fit.NetworkLeftOut is { } left
        ? string.Create(CultureInfo.InvariantCulture, $"networks left out: MAPE {left.MapePercent:F1} %, {left.Within10Percent:F0} % within 10 %, Kendall tau {left.KendallTau:F2}")
        : "not judged";

    /// <summary>The errors, and every network beside its predictions, as Markdown.</summary>
    public static string Markdown(DeviceBuildResult built)
    {
        ArgumentNullException.ThrowIfNull(built);
        var fit = built.Device.Kernels!.Provenance;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{fit.Kernels} kernels, {fit.Networks} networks, {fit.Rows} measurements of them; {fit.Date}");
        if (fit.NetworkLeftOut is null)
            return text.ToString();
        text.AppendLine().AppendLine("| left out | MAPE (%) | median (%) | within 10 % (%) | Kendall tau |").AppendLine("|---|---|---|---|---|");
        foreach (var (what, errors) in new[] { ("networks", fit.NetworkLeftOut), ("families", fit.FamilyLeftOut) })
        {
            if (errors is not null)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {errors.MapePercent:F1} | {errors.MedianPercent:F1} | {errors.Within10Percent:F0} | {errors.KendallTau:F3} |");
        }

        var batches = built.LeftOut.Select(r => r.Batch).Distinct().Order().ToArray();
        text.AppendLine().AppendLine("Predicted over measured, network left out / family left out:").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| network | {string.Join(" | ", batches.Select(b => $"batch {b}"))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(batches.Select(_ => "---|"))}");
        foreach (var network in built.LeftOut.GroupBy(r => r.Network))
        {
            var cells = batches.Select(batch => network.FirstOrDefault(r => r.Batch == batch) is { } row
                ? string.Create(CultureInfo.InvariantCulture, $"{row.NetworkLeftOutMs / row.MeasuredMs:F2}{(row.FamilyLeftOutMs is { } family ? $" / {family / row.MeasuredMs:F2}" : "")}")
                : "");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {network.Key} | {string.Join(" | ", cells)} |");
        }

        return text.ToString();
    }

    internal static ImmutableArray<PredictionPoint> Points(DeviceBuildResult built) =>
    [
        .. Group(built, "network left out", row => row.NetworkLeftOutMs),
        .. Group(built, "family left out", row => row.FamilyLeftOutMs),
    ];

    private static IEnumerable<PredictionPoint> Group(DeviceBuildResult built, string group, Func<LeftOutPrediction, double?> predicted) =>
        built.LeftOut.Where(row => predicted(row) is not null).Select(row => new PredictionPoint(
            $"{row.Network}, batch {row.Batch}", group, row.MeasuredMs / row.Batch, predicted(row)!.Value / row.Batch));
}
