using System.Globalization;

namespace ISyNet.Cli.Terminal;

/// <summary>Numbers for tables, in the invariant culture. A number that rounds to zero has no sign.</summary>
internal static class Quantity
{
    public static string Millions(long value) => (value / 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    public static string Grouped(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Ms(double value) => Fixed(value, value < 0.1 ? 4 : 3);

    public static string Ratio(double value) => Fixed(value, 3);

    public static string Percent(double fraction) => double.IsFinite(fraction) ? Fixed(fraction * 100, 2) : "-";

    /// <summary>A number with so many decimals; a dash for what is no number.</summary>
    public static string Fixed(double value, int decimals) => double.IsFinite(value)
        ? Unsigned(Math.Round(value, decimals)).ToString($"F{decimals}", CultureInfo.InvariantCulture) : "-";

    /// <summary>Three significant digits and a decimal prefix: <c>384 k</c>, <c>7.80 M</c>.</summary>
    public static string Short(double value) => Reports.Quantity.Count(value);

    /// <summary><c>1 measurement</c>, <c>2 measurements</c>.</summary>
    public static string Counted(long count, string thing) => $"{Grouped(count)} {thing}{(count == 1 ? "" : "s")}";

    // -0.0 + 0.0 is 0.0.
    private static double Unsigned(double value) => value + 0.0;
}
