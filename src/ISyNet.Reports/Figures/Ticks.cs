using System.Globalization;

namespace ISyNet.Reports.Figures;

/// <summary>How tick labels are written.</summary>
internal static class Ticks
{
    /// <summary>The shortest text of a rounded value.</summary>
    public static string Plain(double value) => Math.Abs(value) < 1e-12 ? "0" : value.ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>The decades between two decimal logarithms, with their labels.</summary>
    public static IEnumerable<(double Position, string Label)> Decades(double lowLog, double highLog, Func<double, string> format)
    {
        for (var exponent = (int)Math.Ceiling(lowLog); exponent <= Math.Floor(highLog); exponent++)
            yield return (exponent, format(Math.Pow(10, exponent)));
    }
}
