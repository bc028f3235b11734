using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;

namespace ISyNet.Detection.Tests.Evaluation;

/// <summary>VOC's average precision on a case worked out by hand.</summary>
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
}
