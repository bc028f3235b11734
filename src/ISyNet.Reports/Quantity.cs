using System.Globalization;

namespace ISyNet.Reports;

/// <summary>The format of quantities in a report: invariant culture, three significant digits, the unit in the text or the header.</summary>
public static class Quantity
{
    /// <summary>Shown where there is no number.</summary>
    public const string None = "–";
    private static readonly (double Size, string Prefix)[] Prefixes =
        [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    /// <summary>Three significant digits, without an exponent for usual sizes: <c>0.0213</c>, <c>1.50</c>, <c>153</c>.</summary>
    public static string Significant(double value, int digits = 3)
    {
        if (!double.IsFinite(value))
            return None;
        if (value == 0)
            return "0";
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        // 999.6 has the digits of 1000 once it is rounded.
        if (Math.Round(Math.Abs(value) / Math.Pow(10, magnitude), digits - 1) >= 10)
            magnitude++;
        if (magnitude is < -6 or > 14)
            return value.ToString($"0.{new string('0', digits - 1)}e+0", CultureInfo.InvariantCulture);
        var decimals = Math.Max(0, digits - 1 - magnitude);
        return Math.Round(value, Math.Min(decimals, 15)).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A count with its decimal prefix: <c>9.59 M</c>, <c>893 M</c>; below a thousand as it is, from 10^18 on as a power of ten.</summary>
    public static string Count(double value)
    {
        // Few people know the prefixes after peta.
        if (Math.Abs(value) >= 1e18)
            return value.ToString("0.00e+0", CultureInfo.InvariantCulture);
        foreach (var (size, prefix) in Prefixes)
        {
            if (Math.Abs(value) >= size * 0.9995)
                return $"{Significant(value / size)} {prefix}";
        }

        return value == Math.Floor(value) ? value.ToString("0", CultureInfo.InvariantCulture) : Significant(value);
    }

    /// <summary>Every digit, grouped by thousands with a thin no-break space.</summary>
    public static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", "\u202f", StringComparison.Ordinal);

    /// <summary><c>1 core</c>, <c>2 cores</c>.</summary>
    public static string Counted(long count, string thing) => $"{Whole(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>A fraction as percent with two decimals, without the sign: <c>91.27</c>.</summary>
    public static string Percent(double fraction, int decimals = 2) =>
        double.IsFinite(fraction) ? (100 * fraction).ToString($"F{decimals}", CultureInfo.InvariantCulture) : None;

    /// <summary>A fraction between 0 and 1 with three decimals: <c>0.412</c>.</summary>
    public static string Fraction(double value) =>
        double.IsFinite(value) ? value.ToString("F3", CultureInfo.InvariantCulture) : None;

    /// <summary>A span of wall time: <c>0.8 s</c>, <c>4 min 12 s</c>, <c>2 h 05 min</c>.</summary>
    public static string Span(TimeSpan time) => time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min");
}
