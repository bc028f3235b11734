using CsCheck;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;

namespace ISyNet.Detection.Tests.Evaluation;

/// <summary>VOC's average precision on a case worked out by hand, and against a plain second implementation.</summary>
public class VocEvaluationTests
{
    private static readonly DetectionDataSet Truth = new(
        "cases",
        [new AnnotatedImage(1, "1.png", 100, 100), new AnnotatedImage(2, "2.png", 100, 100)],
        [new Category(1, "cat"), new Category(2, "dog")],
        [
            new BoxAnnotation(1, 1, 1, new Box(0, 0, 10, 10), 100),
            new BoxAnnotation(2, 1, 1, new Box(50, 50, 10, 10), 100, Ignored: true),
            new BoxAnnotation(3, 2, 1, new Box(0, 0, 20, 20), 400),
        ]);

    [Fact]
    public void Ranks_hit_repeat_ignored_hit_give_the_precision_by_hand()
    {
        // Hit (1/1, recall 1/2), a second hit of the same object = miss (1/2), ignored object = nothing, hit (2/3, recall 1).
        var found = new[]
        {
            new DetectedBox(1, 1, new Box(0, 0, 10, 9), 0.9), new DetectedBox(1, 1, new Box(0, 0, 10, 10), 0.8),
            new DetectedBox(1, 1, new Box(50, 50, 10, 10), 0.7), new DetectedBox(2, 1, new Box(0, 0, 20, 15), 0.6),
        };
        var (cat, dog) = (VocEvaluation.Evaluate(Truth, found)[0], VocEvaluation.Evaluate(Truth, found)[1]);
        // Area: 1 x 1/2 + 2/3 x 1/2; eleven points: recall 0..0.5 have 1, the other five 2/3.
        Assert.Equal(0.5 + (1 / 3.0), cat.AllPoints, 1e-12);
        Assert.Equal((6 + (5 * 2 / 3.0)) / 11, cat.ElevenPoints, 1e-12);
        Assert.True(double.IsNaN(dog.AllPoints));
    }

    [Fact, Trait("Category", Property.Category)]
    public void Equals_a_plain_second_implementation_on_random_cases() => Gen.Select(
        Gen.Select(Gen.Int[1, 2], Box, Gen.Int[0, 9]).Select((image, box, kind) =>
            new BoxAnnotation(0, image, 1, box, box.Area, kind == 0, kind == 1)).List[0, 8],
        Gen.Select(Gen.Int[1, 2], Box, Gen.Int[0, 20]).Select((image, box, score) => new DetectedBox(image, 1, box, score / 20.0)).List[0, 30]).ForAll((objects, found) =>
        {
            var truth = Truth with { Annotations = [.. objects.Index().Select(o => o.Item with { Id = o.Index + 1 })] };
            var actual = VocEvaluation.Evaluate(truth, found)[0];
            if (objects.All(o => o.Crowd || o.Ignored))
            {
                Assert.True(double.IsNaN(actual.AllPoints) && double.IsNaN(actual.ElevenPoints));
                return;
            }

            var (all, eleven) = PlainVoc.Evaluate(truth, found, 1);
            Assert.Equal(all, actual.AllPoints, 1e-9);
            Assert.Equal(eleven, actual.ElevenPoints, 1e-9);
        }, cases: 500);

    // Few places and sizes, so that overlaps on both sides of one half and ties are common.
    private static Gen<Box> Box => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[3, 6], Gen.Int[3, 6])
        .Select((x, y, w, h) => new Box(x * 10, y * 10, w * 10, h * 10));
}
