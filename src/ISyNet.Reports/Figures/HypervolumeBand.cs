using MathNet.Numerics.Statistics;

namespace ISyNet.Reports.Figures;

/// <summary>Median and range over runs that change in steps at different points.</summary>
internal sealed record HypervolumeBand(double[] X, double[] Low, double[] Median, double[] High)
{
    /// <summary>
    /// The band from the point where the last run has its first value, at no more than <paramref name="maxPoints"/> points; between its
    /// points and after the last one, a run keeps its value.
    /// </summary>
    public static HypervolumeBand Create(IEnumerable<IEnumerable<(double X, double Y)>> runs, int maxPoints)
    {
        var steps = runs.Select(run => run.OrderBy(point => point.X).ToArray()).Where(run => run.Length > 0).ToArray();
        if (steps.Length == 0)
            return new HypervolumeBand([], [], [], []);
        var start = steps.Max(run => run[0].X);
        var places = Thin([.. steps.SelectMany(run => run.Select(point => point.X)).Where(place => place >= start).Distinct().Order()], maxPoints);
        var sorted = places.Select(place => steps.Select(run => ValueAt(run, place)).Order().ToArray()).ToArray();
        return new HypervolumeBand(places, [.. sorted.Select(v => v[0])], [.. sorted.Select(SortedArrayStatistics.Median)], [.. sorted.Select(v => v[^1])]);
    }

    private static double ValueAt((double X, double Y)[] run, double place)
    {
        var (low, high) = (0, run.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (run[middle].X <= place)
                low = middle;
            else
                high = middle - 1;
        }

        return run[low].Y;
    }

    private static double[] Thin(double[] places, int count) => places.Length <= count
        ? places
        : [.. Enumerable.Range(0, count).Select(i => places[(int)((long)i * (places.Length - 1) / (count - 1))])];
}
