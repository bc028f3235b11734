using CsCheck;
using ISyNet.Reports.Figures;

namespace ISyNet.Reports.Tests;

/// <summary>Median and range over seeds.</summary>
public class HypervolumeBandTests
{
    private static readonly Gen<(double X, double Y)[]> Run =
        Gen.Select(Gen.Double[0.01, 5], Gen.Double[0, 0.1]).Array[1, 30].Select(steps =>
        {
            var (time, volume) = (0.0, 0.0);
            return steps.Select(step => (time += step.Item1, volume += step.Item2)).ToArray();
        });

    [Fact, Trait("Category", Property.Category)]
    public void Of_growing_runs_all_three_grow_in_order_and_end_at_the_last_values() => Run.Array[1, 7].ForAll(runs =>
    {
        var band = HypervolumeBand.Create(runs, 50);
        Assert.True(band.X.Length is > 0 and <= 50);
        Assert.Equal(band.X.Order(), band.X);
        foreach (var curve in new[] { band.Low, band.Median, band.High })
            Assert.Equal(curve.Order(), curve);
        for (var i = 0; i < band.X.Length; i++)
            Assert.True(band.Low[i] <= band.Median[i] && band.Median[i] <= band.High[i]);
        Assert.Equal(runs.Min(run => run[^1].Y), band.Low[^1]);
        Assert.Equal(runs.Max(run => run[^1].Y), band.High[^1]);
    });

    [Fact]
    public void A_run_keeps_its_value_until_its_next_point()
    {
        (double X, double Y)[] early = [(1, 0.1), (10, 0.5)];
        (double X, double Y)[] late = [(4, 0.3)];
        var band = HypervolumeBand.Create([early, late], 50);
        Assert.Equal([4.0, 10.0], band.X);
        Assert.Equal([0.1, 0.3], band.Low);
        Assert.Equal([0.2, 0.4], band.Median);
        Assert.Equal([0.3, 0.5], band.High);
    }
}
