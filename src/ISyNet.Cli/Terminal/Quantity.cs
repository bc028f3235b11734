using System.Globalization;

namespace ISyNet.Cli.Terminal;

/// <summary>Numbers for tables, in the invariant culture.</summary>
internal static class Quantity
{
    public static string Millions(long value) => (value / 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    public static string Grouped(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Ms(double value) => value.ToString(value < 0.1 ? "0.0000" : "0.000", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Percent(double fraction) => double.IsFinite(fraction)
        ? (fraction * 100).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
