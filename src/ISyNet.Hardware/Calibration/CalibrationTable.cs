using System.Globalization;
using System.Text;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Calibration;

/// <summary>A calibration as Markdown tables: constants, errors, every measurement beside its predictions.</summary>
public static class CalibrationTable
{
    /// <summary>The tables of docs/ascend310.md.</summary>
    public static string Markdown(CalibrationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        var provenance = result.Device.Provenance ?? throw new DeviceException("a calibrated device has a provenance");
        Line($"{provenance.Rows} measurements of {provenance.Networks} networks: MAPE {provenance.FitMapePercent:F1} % fitted, {provenance.LeaveOneOutMapePercent:F1} % with each network left out in turn (Kendall tau {provenance.LeaveOneOutKendallTau:F3}); worst row {Worst(result, r => r.FittedErrorPercent):F1} % fitted, {Worst(result, r => r.LeftOutErrorPercent):F1} % left out.");
        var hasFamilies = result.Rows.Any(r => r.Measured.Family is not null);
        if (hasFamilies)
        {
            var families = result.Rows.Select(r => r.Measured.Family ?? r.Measured.Network).Distinct().Count();
            Line($"With each of {families} families left out in turn: MAPE {result.Rows.Average(r => Math.Abs(r.FamilyOutErrorPercent)):F1} % (Kendall tau {provenance.FamilyOutKendallTau:F3}), worst row {Worst(result, r => r.FamilyOutErrorPercent):F1} %.");
        }

        Line($"Predictions carry the band {provenance.BandLow:F2} to {provenance.BandHigh:F2}: eight of ten measurements of families left out lie in it, and more the fewer families there are.{(provenance.BandCoveragePercent is { } covered ? string.Create(CultureInfo.InvariantCulture, $" Made without a family, it contains {covered:F0} % of the rows of a family.") : "")}");
        foreach (var warning in provenance.Warnings)
            Line($"Warning: {warning}.");
        Line($"");
        Line($"| constant | assumed | fitted | standard error | range |");
        Line($"|---|---|---|---|---|");
        foreach (var constant in ConstantTable.All)
        {
            var place = provenance.Fitted.IndexOf(constant.Name);
            var error = place >= 0 && place < provenance.StandardErrors.Length ? $"{100 * provenance.StandardErrors[place]:F0} %" : "";
            var fitted = place >= 0 ? constant.Get(result.Device.Constants).ToString("G4", CultureInfo.InvariantCulture) : "not fitted";
            Line($"| {constant.Name} | {constant.Get(provenance.Assumed):G4} | {fitted} | {error} | {constant.Low:G4} to {constant.High:G4} |");
        }

        Line($"");
        Line($"| network | batch | measured ms per image | fitted | error % | left out | error % |{(hasFamilies ? " family left out, error % |" : "")} grade |");
        Line($"|---|---|---|---|---|---|---|{(hasFamilies ? "---|" : "")}---|");
        foreach (var row in result.Rows)
        {
            var batch = row.Measured.Batch;
            var family = hasFamilies ? string.Create(CultureInfo.InvariantCulture, $" {Signed(row.FamilyOutErrorPercent)} |") : "";
            Line($"| {row.Measured.Network} | {batch} | {row.Measured.LatencyMsPerImage:F3} | {row.FittedMs / batch:F3} | {Signed(row.FittedErrorPercent)} | {row.LeftOutMs / batch:F3} | {Signed(row.LeftOutErrorPercent)} |{family} {row.Measured.Grade} |");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    // Zero has no sign, whatever it was rounded from.
    private static string Signed(double percent) => Math.Round(percent, 1) is var rounded && rounded == 0
        ? "0.0" : rounded.ToString("+0.0;-0.0", CultureInfo.InvariantCulture);

    private static double Worst(CalibrationResult result, Func<CalibrationRow, double> error) => result.Rows.Max(r => Math.Abs(error(r)));
}
