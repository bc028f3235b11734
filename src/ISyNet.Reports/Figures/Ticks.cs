using System.Globalization;

namespace ISyNet.Reports.Figures;

/// <summary>The text of tick labels.</summary>
internal static class Ticks
{
    /// <summary>The shortest text of a rounded value.</summary>
    public static string Plain(double value) => Math.Abs(value) < 1e-12 ? "0" : value.ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>A round value with its decimal prefix from 10 k on: <c>100 G</c>.</summary>
    private static string Prefixed(double value) => value switch
    {
        >= 0.999e15 => Plain(value / 1e15) + " P",
        >= 0.999e12 => Plain(value / 1e12) + " T",
        >= 0.999e9 => Plain(value / 1e9) + " G",
        >= 0.999e6 => Plain(value / 1e6) + " M",
        >= 0.999e4 => Plain(value / 1e3) + " k",
        _ => Plain(value),
    };

    /// <summary>1, 2 and 5 times each power of ten between two decimal logarithms, with their labels; for wide ranges only the powers of ten.</summary>
    public static IEnumerable<(double Position, string Label)> Logarithmic(double lowLog, double highLog)
    {
        int[] steps = highLog - lowLog > 4 ? [1] : [1, 2, 5];
        for (var exponent = (int)Math.Floor(lowLog); exponent <= Math.Floor(highLog); exponent++)
        {
            foreach (var step in steps)
            {
                var position = exponent + Math.Log10(step);
                if (position >= lowLog && position <= highLog)
                    yield return (position, Prefixed(step * Math.Pow(10, exponent)));
            }
        }
    }
}
