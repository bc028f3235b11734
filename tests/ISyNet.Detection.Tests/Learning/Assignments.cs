using System.Collections.Immutable;
using CsCheck;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Graph;

namespace ISyNet.Detection.Tests.Learning;

/// <summary>The assignment rule against a second reading of its definition, written with queries over all pairs.</summary>
public class Assignments
{
    private static readonly ImmutableArray<AnchorPoint> Points = AnchorPoints.Create(Shape.Map(1, 64, 64), [8, 16, 32]);

    private static readonly Gen<Corners> Box = Gen.Select(Gen.Float[-8, 60], Gen.Float[-8, 60], Gen.Float[1, 40], Gen.Float[1, 40],
        (x, y, w, h) => new Corners(x, y, x + w, y + h));

    [Fact, Trait("Category", Property.Category)]
    public void Is_that_of_the_definition() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2], Box, Gen.Int[0, 4], (c, box, i) => new TrainingObject(c, box, i == 0)).Array[0, 6],
            Gen.Float[0, 1].Array[3 * Points.Length], Box.Array[Points.Length], Gen.Int[1, 12]).ForAll((objects, scores, boxes, k) =>
        {
            var recipe = new AssignmentRecipe { TopK = k, Alpha = 1, Beta = 6 };
            var actual = new TargetAssigner(Points, recipe).Assign(objects, scores, boxes);
            var (owner, quality, silent) = Defined(objects, scores, boxes, k);
            Assert.Equal(owner, actual.Matched);
            Assert.Equal(silent, actual.Ignored);
            for (var p = 0; p < Points.Length; p++)
                Assert.Equal(quality[p], actual.Quality[p], 1e-6);
        }, cases: 300);

    [Fact]
    public void The_best_position_of_an_object_gets_its_best_overlap()
    {
        var target = new TrainingObject(1, new Corners(10, 10, 40, 40), false);
        var boxes = Points.Select(p => new Corners(p.X - 12, p.Y - 12, p.X + 12, p.Y + 12)).ToArray();
        var scores = Enumerable.Repeat(0.5f, 3 * Points.Length).ToArray();
        var assignment = new TargetAssigner(Points, new AssignmentRecipe()).Assign([target], scores, boxes);
        var owned = Enumerable.Range(0, Points.Length).Where(p => assignment.Matched[p] == 0).ToArray();
        Assert.Equal(10, owned.Length);
        Assert.Equal(owned.Max(p => boxes[p].Iou(target.Box)), assignment.Quality.Max(), 1e-6);
    }

    [Fact]
    public void An_object_that_contains_no_centre_takes_the_nearest()
    {
        var target = new TrainingObject(0, new Corners(29, 29, 31, 31), false);
        var boxes = new Corners[Points.Length];
        var assignment = new TargetAssigner(Points, new AssignmentRecipe()).Assign([target], new float[3 * Points.Length], boxes);
        var owned = Assert.Single(Enumerable.Range(0, Points.Length), p => assignment.Matched[p] == 0);
        Assert.Equal((28f, 28f), (Points[owned].X, Points[owned].Y));
    }

    private static (int[] Owner, double[] Quality, bool[] Silent) Defined(TrainingObject[] objects, float[] scores, Corners[] boxes, int k)
    {
        var all = Enumerable.Range(0, Points.Length).ToArray();
        double Overlap(int p, Corners b)
        {
            var w = Math.Max(0.0, Math.Min(boxes[p].Right, b.Right) - Math.Max(boxes[p].Left, b.Left));
            var h = Math.Max(0.0, Math.Min(boxes[p].Bottom, b.Bottom) - Math.Max(boxes[p].Top, b.Top));
            static double Area(Corners c) => (double)(c.Right - c.Left) * (c.Bottom - c.Top);
            return w * h / (Area(boxes[p]) + Area(b) - (w * h));
        }

        double Align(int p, int o) => scores[(objects[o].Class * Points.Length) + p] * Math.Pow(Overlap(p, objects[o].Box), 6);
        bool Inside(int p, Corners b) => Points[p].X > b.Left && Points[p].X < b.Right && Points[p].Y > b.Top && Points[p].Y < b.Bottom;
        double Far(int p, Corners b) => Math.Pow(((b.Left + b.Right) / 2) - Points[p].X, 2) + Math.Pow(((b.Top + b.Bottom) / 2) - Points[p].Y, 2);
        var chosen = objects.Select((o, i) => o.Ignored ? []
            : all.Any(p => Inside(p, o.Box))
                ? all.Where(p => Inside(p, o.Box)).OrderByDescending(p => Align(p, i)).ThenBy(p => Far(p, o.Box)).ThenBy(p => p).Take(k).ToArray()
                : [all.MinBy(p => Far(p, o.Box))]).ToArray();
        var owner = all.Select(p => Enumerable.Range(0, objects.Length).Where(o => chosen[o].Contains(p))
            .OrderByDescending(o => Overlap(p, objects[o].Box)).ThenBy(o => o).FirstOrDefault(-1)).ToArray();
        var quality = all.Select(p =>
        {
            if (owner[p] < 0)
                return 0;
            var mine = all.Where(q => owner[q] == owner[p]).ToArray();
            var best = mine.Max(q => Align(q, owner[p]));
            return best > 0 ? Align(p, owner[p]) / best * mine.Max(q => Overlap(q, objects[owner[p]].Box)) : 0;
        }).ToArray();
        var silent = all.Select(p => owner[p] < 0 && objects.Any(o => o.Ignored && Inside(p, o.Box))).ToArray();
        return (owner, quality, silent);
    }
}
