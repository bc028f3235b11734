using System.Collections.Immutable;
using MathNet.Numerics.Statistics;

namespace ISyNet.Hardware.Calibration;

/// <summary>The figures that say how far a calibration can be trusted.</summary>
public static class CalibrationEvidence
{
    /// <summary>The provenance that a calibrated device carries.</summary>
    public static Provenance Provenance(ImmutableArray<CalibrationRow> rows, DeviceConstants assumed, CalibrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var ratios = rows.Select(r => r.Measured.LatencyMs / r.LeftOutMs).ToArray();
        return new Provenance(
            options.Date, options.Measurements, rows.Length, rows.Select(r => r.Measured.Network).Distinct().Count(),
            Round(rows.Average(r => Math.Abs(r.FittedErrorPercent))), Round(rows.Average(r => Math.Abs(r.LeftOutErrorPercent))),
            Round(RankCorrelation.KendallTau([.. rows.Select(r => r.LeftOutMs / r.Measured.Batch)], [.. rows.Select(r => r.Measured.LatencyMsPerImage)])),
            Round(Math.Min(1, ratios.Quantile(0.1))), Round(Math.Max(1, ratios.Quantile(0.9))),
            options.Free, assumed,
            [.. rows.GroupBy(r => r.Measured.Network).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new NetworkResidual(
                g.Key, g.Count(), Round(Ratio(g, r => r.FittedMs)), Round(Ratio(g, r => r.LeftOutMs))))]);
    }

    private static double Ratio(IEnumerable<CalibrationRow> rows, Func<CalibrationRow, double> predicted) =>
        Math.Exp(rows.Average(r => Math.Log(predicted(r) / r.Measured.LatencyMs)));

    private static double Round(double value) => Math.Round(value, 3);
}
