using System.Collections.Immutable;

namespace ISyNet.Reports.Figures;

/// <summary>Median and range over runs that change in steps at different places.</summary>
internal sealed record HypervolumeBand(double[] X, double[] Low, double[] Median, double[] High)
{
    /// <summary>
    /// The band from where the last run has its first point, at no more than <paramref name="maxPoints"/> places; between its
    /// points and after the last one a run keeps the value that it had.
    /// </summary>
    public static HypervolumeBand Create(
        ImmutableArray<ImmutableArray<HypervolumePoint>> runs, Func<HypervolumePoint, double> x, int maxPoints)
    {
        var steps = runs.Where(run => !run.IsDefaultOrEmpty).Select(run => run.OrderBy(x).ToArray()).ToArray();
        if (steps.Length == 0)
            return new HypervolumeBand([], [], [], []);
        var start = steps.Max(run => x(run[0]));
        var places = Thin([.. steps.SelectMany(run => run.Select(x)).Where(place => place >= start).Distinct().Order()], maxPoints);
        var sorted = places.Select(place => steps.Select(run => ValueAt(run, place, x)).Order().ToArray()).ToArray();
        return new HypervolumeBand(places, [.. sorted.Select(v => v[0])], [.. sorted.Select(MiddleOf)], [.. sorted.Select(v => v[^1])]);
    }

    private static double ValueAt(HypervolumePoint[] run, double place, Func<HypervolumePoint, double> x)
    {
        var (low, high) = (0, run.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (x(run[middle]) <= place)
                low = middle;
            else
                high = middle - 1;
        }

        return run[low].Hypervolume;
    }

    private static double MiddleOf(double[] sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double[] Thin(double[] places, int count) => places.Length <= count
        ? places
        : [.. Enumerable.Range(0, count).Select(i => places[(int)((long)i * (places.Length - 1) / (count - 1))])];
}
