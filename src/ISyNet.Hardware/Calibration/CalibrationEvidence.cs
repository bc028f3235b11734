using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using MathNet.Numerics.Statistics;
using static System.FormattableString;

namespace ISyNet.Hardware.Calibration;

/// <summary>The figures that show how reliable a calibration is.</summary>
public static class CalibrationEvidence
{
    private const double MarkedFitPercent = 20, RefusedFitPercent = 30, RefusedLeftOutPercent = 50;

    /// <summary>Why a calibration must not be used: its fit, or its predictions of left-out networks, are too inaccurate. Null if it may be used.</summary>
    /// <param name="result">The calibration.</param>
    public static string? Refusal(CalibrationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var (fitted, leftOut) = (FittedPercent(result.Rows), LeftOutPercent(result.Rows));
        return fitted > RefusedFitPercent
            ? Invariant($"the fit is off by {fitted:F0} % (more than {RefusedFitPercent} % is refused): check the clock, the cores, the width of the units and the precision of the device")
            : leftOut > RefusedLeftOutPercent
                ? Invariant($"networks left out are predicted {leftOut:F0} % wrong (more than {RefusedLeftOutPercent} % is refused): measure more networks, of more kinds")
                : null;
    }

    /// <summary>The provenance of a calibrated device.</summary>
    internal static Provenance Provenance(ImmutableArray<CalibrationRow> rows, Device assumed, ConstantFit fit, CalibrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var band = Band(rows);
        return new Provenance(
            options.Date, options.Measurements, rows.Length, rows.Select(r => r.Measured.Network).Distinct().Count(),
            Round(rows.Average(r => Math.Abs(r.FittedErrorPercent))), Round(rows.Average(r => Math.Abs(r.LeftOutErrorPercent))),
            Round(RankCorrelation.KendallTau([.. rows.Select(r => r.LeftOutMs / r.Measured.Batch)], [.. rows.Select(r => r.Measured.LatencyMsPerImage)])),
            Round(band.Low), Round(band.High),
            options.Free, assumed.Constants,
            [.. rows.GroupBy(r => r.Measured.Network).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new NetworkResidual(
                g.Key, g.Count(), Round(Ratio(g, r => r.FittedMs)), Round(Ratio(g, r => r.LeftOutMs))))])
        {
            Precision = assumed.Precision.Name,
            FamilyOutMapePercent = Round(rows.Average(r => Math.Abs(r.FamilyOutErrorPercent))),
            FamilyOutKendallTau = Round(RankCorrelation.KendallTau([.. rows.Select(r => r.FamilyOutMs / r.Measured.Batch)], [.. rows.Select(r => r.Measured.LatencyMsPerImage)])),
            StandardErrors = [.. fit.StandardErrors.Select(Round)],
            Warnings = [.. Warnings(rows, fit, assumed)],
        };
    }

    /// <summary>Percent of the rows that lie in the band which the other families give.</summary>
    internal static double BandCoveragePercent(ImmutableArray<CalibrationRow> rows, ImmutableArray<LoweredNetwork> networks)
    {
        var covered = 0;
        foreach (var family in rows.Zip(networks).GroupBy(r => Family(r.First)))
        {
            var others = rows.Zip(networks).Where(r => Family(r.First) != family.Key).ToArray();
            if (others.Length == 0)
                continue;
            var band = Band([.. others.Select(r => r.First)]);
            var seen = NetworkTraits.OfAll(others.Select(r => r.Second));
            covered += family.Count(r => (NetworkTraits.Find(r.Second).All(seen.Contains) ? band : band.Widen()) is var carried && Ratio(r.First) >= carried.Low && Ratio(r.First) <= carried.High);
        }

        return Round(100.0 * covered / rows.Length);
    }

    // A tenth of the rows of families left out lie below, a tenth above; wider (as logarithms) the fewer families there are to learn it
    // from: without that, bands from eight families hold two thirds of a ninth, with it eight tenths and a little more.
    private static LatencyBand Band(ImmutableArray<CalibrationRow> rows)
    {
        var ratios = rows.Select(Ratio).ToArray();
        var width = 1 + (1.5 / rows.Select(Family).Distinct().Count());
        return new LatencyBand(Math.Pow(Math.Min(1, ratios.Quantile(0.1)), width), Math.Pow(Math.Max(1, ratios.Quantile(0.9)), width));
    }

    private static string Family(CalibrationRow row) => row.Measured.Family ?? row.Measured.Network;

    private static double Ratio(CalibrationRow row) => row.Measured.LatencyMs / row.FamilyOutMs;

    private static IEnumerable<string> Warnings(ImmutableArray<CalibrationRow> rows, ConstantFit fit, Device device)
    {
        if (HostProcessor.WiderThanFile(device, rows.Select(r => r.Measured)) is { } wider)
            yield return wider;
        foreach (var (name, value) in fit.AtBounds)
            yield return Invariant($"{name} ended at {value:G4}, a limit of its search: the measurements do not determine it, or contradict the facts in the file");
        var (fitted, leftOut) = (FittedPercent(rows), LeftOutPercent(rows));
        if (leftOut > 2 * fitted && leftOut > 10)
            yield return Invariant($"networks left out are predicted {leftOut / fitted:F1} times worse ({leftOut:F0} %) than fitted ones ({fitted:F0} %): too few or too similar networks");
        if (fitted > MarkedFitPercent)
            yield return Invariant($"the fit itself is off by {fitted:F0} %: check the clock, the cores, the width of the units and the precision");
    }

    // The worse of both ways to leave out: families are left out where the measurements name them.
    private static double LeftOutPercent(ImmutableArray<CalibrationRow> rows) =>
        Math.Max(rows.Average(r => Math.Abs(r.LeftOutErrorPercent)), rows.Average(r => Math.Abs(r.FamilyOutErrorPercent)));

    private static double FittedPercent(ImmutableArray<CalibrationRow> rows) => rows.Average(r => Math.Abs(r.FittedErrorPercent));

    private static double Ratio(IEnumerable<CalibrationRow> rows, Func<CalibrationRow, double> predicted) =>
        Math.Exp(rows.Average(r => Math.Log(predicted(r) / r.Measured.LatencyMs)));

    private static double Round(double value) => Math.Round(value, 3);
}
