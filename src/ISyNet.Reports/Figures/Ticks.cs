using System.Globalization;

namespace ISyNet.Reports.Figures;

/// <summary>How tick labels are written.</summary>
internal static class Ticks
{
    /// <summary>The shortest text of a rounded value.</summary>
    public static string Plain(double value) => Math.Abs(value) < 1e-12 ? "0" : value.ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>A power of ten with its decimal prefix: <c>100 G</c>.</summary>
    public static string Prefixed(double value) => value switch
    {
        >= 0.999e15 => Plain(value / 1e15) + " P",
        >= 0.999e12 => Plain(value / 1e12) + " T",
        >= 0.999e9 => Plain(value / 1e9) + " G",
        >= 0.999e6 => Plain(value / 1e6) + " M",
        >= 0.999e3 => Plain(value / 1e3) + " k",
        _ => Plain(value),
    };

    /// <summary>The decades between two decimal logarithms, with their labels.</summary>
    public static IEnumerable<(double Position, string Label)> Decades(double lowLog, double highLog, Func<double, string> format)
    {
        for (var exponent = (int)Math.Ceiling(lowLog); exponent <= Math.Floor(highLog); exponent++)
            yield return (exponent, format(Math.Pow(10, exponent)));
    }
}
