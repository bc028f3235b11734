using CsCheck;
using ISyNet.Detection.Model;

namespace ISyNet.Detection.Tests.Model;

/// <summary>Non-maximum suppression against its definition.</summary>
public class Suppression
{
    private static readonly Gen<Corners> Box = Gen.Select(Gen.Float[0, 20], Gen.Float[0, 20], Gen.Float[1, 20], Gen.Float[1, 20],
        (x, y, w, h) => new Corners(x, y, x + w, y + h));

    [Fact, Trait("Category", Property.Category)]
    public void Keeps_a_box_exactly_when_no_better_kept_one_covers_it() =>
        Gen.Select(Box.Array[0, 25], Gen.Int[0, 10].Array[25], Gen.Float[0.1f, 0.9f]).ForAll((boxes, tenths, overlap) =>
        {
            var scores = boxes.Select((_, i) => tenths[i] / 10f).ToArray();
            var rules = new DetectionRules(0.15f, overlap);
            var kept = NonMaximumSuppression.Run(boxes, scores, rules);
            bool Better(int a, int b) => scores[a] > scores[b] || (scores[a] == scores[b] && a < b);
            for (var i = 0; i < boxes.Length; i++)
            {
                var covered = kept.Any(k => Better(k, i) && boxes[k].Iou(boxes[i]) > overlap);
                Assert.Equal(scores[i] > 0.15f && !covered, kept.Contains(i));
            }

            Assert.Equal(kept.OrderByDescending(k => scores[k]).ThenBy(k => k), kept);
        }, cases: 500);

    [Fact]
    public void Stops_at_the_limit()
    {
        var boxes = Enumerable.Range(0, 9).Select(i => new Corners(10 * i, 0, (10 * i) + 5, 5)).ToArray();
        Assert.Equal([8, 7], NonMaximumSuppression.Run(boxes, [.. boxes.Select((_, i) => 0.1f + (0.1f * i))], new DetectionRules(MaxPerClass: 2)));
    }
}
