using System.Collections.Immutable;
using CsCheck;
using ISyNet.Search.Pareto;

namespace ISyNet.Search.Tests.Pareto;

public class HypervolumeTests
{
    private static readonly Gen<Point[]> Points =
        from dimensions in Gen.Int[1, 3]
        from costs in Gen.Int[0, 6].Array[dimensions].Array[0, 8]
        select costs.Select((c, i) => new Point(i, [.. c.Select(x => (double)x)])).ToArray();

    /// <summary>On whole numbers the volume is the number of unit cells that some point dominates: counted one by one.</summary>
    [Fact, Trait("Category", Property.Category)]
    public void Is_the_number_of_dominated_cells() => Points.ForAll(points =>
    {
        var dimensions = points.Length == 0 ? 2 : points[0].Costs.Length;
        const int Side = 5;
        var cells = 0;
        for (var cell = 0; cell < Math.Pow(Side, dimensions); cell++)
        {
            var corner = Enumerable.Range(0, dimensions).Select(d => cell / (int)Math.Pow(Side, d) % Side).ToArray();
            cells += points.Any(p => corner.Zip(p.Costs).All(c => c.Second <= c.First)) ? 1 : 0;
        }

        Assert.Equal(cells, Hypervolume.Compute(points, [.. Enumerable.Repeat((double)Side, dimensions)]), 9);
    }, cases: 500);

    [Fact, Trait("Category", Property.Category)]
    public void The_curve_is_the_volume_of_every_prefix() => Points.Where(p => p.Length > 0).ForAll(points =>
    {
        var reference = Enumerable.Repeat(6.0, points[0].Costs.Length).ToImmutableArray();
        var curve = Hypervolume.Curve(points, reference);
        for (var i = 0; i < points.Length; i++)
            Assert.Equal(Hypervolume.Compute(points[..(i + 1)], reference), curve[i], 9);
    }, cases: 200);

    [Fact, Trait("Category", Property.Category)]
    public void A_gain_is_the_difference_of_two_volumes() => Points.Where(p => p.Length > 0).ForAll(points =>
    {
        var reference = Enumerable.Repeat(5.0, points[0].Costs.Length).ToImmutableArray();
        var front = ParetoFront.Find(points[1..]);
        Assert.Equal(Hypervolume.Compute(points, reference) - Hypervolume.Compute(points[1..], reference), Hypervolume.Gain(front, reference, points[0]), 9);
    }, cases: 1000);

    [Fact, Trait("Category", Property.Category)]
    public void A_front_is_what_nobody_dominates_and_layers_hold_all() => Points.Where(p => p.Length > 0).ForAll(points =>
    {
        var front = ParetoFront.Find(points);
        Assert.All(points, p => Assert.Contains(front, f => f.Dominates(p) || f.Costs.SequenceEqual(p.Costs)));
        Assert.All(front, f => Assert.DoesNotContain(points, p => p.Dominates(f)));
        var layers = ParetoFront.Layers(points);
        Assert.Equal(points.Length, layers.Sum(layer => layer.Length));
        for (var i = 1; i < layers.Length; i++)
            Assert.All(layers[i], p => Assert.Contains(layers[i - 1], q => q.Dominates(p)));
    }, cases: 200);
}
