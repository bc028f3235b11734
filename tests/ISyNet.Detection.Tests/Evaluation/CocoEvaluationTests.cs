using System.Collections.Immutable;
using CsCheck;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;

namespace ISyNet.Detection.Tests.Evaluation;

/// <summary>COCO's twelve figures against a plain second implementation and against cases worked out by hand.</summary>
public class CocoEvaluationTests
{
    // Coordinates on a coarse grid and few scores, so that ties and equal overlaps are common.
    private static readonly Gen<Box> Boxes = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[1, 14], Gen.Int[1, 14])
        .Select((x, y, w, h) => new Box(x * 10, y * 10, w * 10, h * 10));

    private static readonly Gen<(DetectionDataSet, ImmutableArray<DetectedBox>)> Cases = Gen.Select(
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Boxes, Gen.Int[0, 9]).Select((image, category, box, kind) =>
            new BoxAnnotation(0, image, category * 7, box, box.Area * (kind == 9 ? 0.5 : 1), kind == 0, kind == 1)).List[0, 25],
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Boxes, Gen.Int[0, 20]).Select((image, category, box, score) =>
            new DetectedBox(image, category * 7, box, score / 20.0)).List[0, 60],
        Gen.Bool).Select((objects, found, near) => (
            Data([.. objects.Index().Select(o => o.Item with { Id = o.Index + 1 })]),
            near ? [.. found.Zip(objects).Select(pair => Beside(pair.First, pair.Second)), .. found] : found.ToImmutableArray()));

    // One category, two pictures, boxes of any size in real numbers: all three limits of detections bite.
    private static readonly Gen<(DetectionDataSet, ImmutableArray<DetectedBox>)> Full = Gen.Select(
        Gen.Select(Gen.Int[1, 2], Gen.Double[0, 200], Gen.Double[4, 150], Gen.Int[0, 9]).Select((image, at, side, kind) =>
            new BoxAnnotation(0, image, 7, new Box(at, 200 - at, side, side * 1.5), side * side, kind == 0)).List[12, 40],
        Gen.Select(Gen.Int[0, 11], Gen.Double[-0.3, 0.3], Gen.Double[-0.3, 0.3], Gen.Int[0, 200]).List[100, 300]).Select((objects, found) => (
            Data([.. objects.Index().Select(o => o.Item with { Id = o.Index + 1 })]),
            found.Select(f => Shifted(objects[f.Item1], f.Item2, f.Item3, f.Item4 / 200.0)).ToImmutableArray()));

    [Fact, Trait("Category", Property.Category)]
    public void Equals_a_plain_second_implementation_on_random_cases() => Cases.ForAll(Equal, cases: 300);

    [Fact, Trait("Category", Property.Category)]
    public void Equals_it_on_pictures_with_more_detections_than_are_judged() => Full.ForAll(Equal, cases: 30);

    // numpy.linspace(.5, .95, 10) of NumPy 1.24 as it prints them with repr(float(v)): 0.90 is one step of a double below.
    [Fact]
    public void Thresholds_are_those_of_the_reference_to_the_bit() =>
        Assert.Equal([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95], CocoSettings.IouThresholds);

    [Fact]
    public void A_perfect_detector_has_one_everywhere()
    {
        var truth = Data(
            new BoxAnnotation(1, 1, 7, new Box(0, 0, 20, 20), 400),
            new BoxAnnotation(2, 1, 7, new Box(30, 30, 50, 50), 2500),
            new BoxAnnotation(3, 2, 14, new Box(0, 0, 100, 100), 10000));
        var metrics = CocoEvaluation.Evaluate(truth, truth.Annotations.Select(a => new DetectedBox(a.ImageId, a.CategoryId, a.Box, 0.9)));
        Assert.All(metrics.All.Where(m => m.Name != "AR1"), m => Assert.Equal(1, m.Value, 1e-12));
        // Category 7 has two objects in one picture, of which one detection finds one: (1/2 + 1) / 2.
        Assert.Equal(0.75, metrics.AR1, 1e-12);
    }

    [Fact]
    public void Nothing_to_find_is_minus_one_and_nothing_found_is_zero()
    {
        Assert.All(CocoEvaluation.Evaluate(Data(), [new DetectedBox(1, 7, new Box(0, 0, 5, 5), 1)]).All, m => Assert.Equal(-1, m.Value));
        var small = CocoEvaluation.Evaluate(Data(new BoxAnnotation(1, 1, 7, new Box(0, 0, 20, 20), 400)), []);
        Assert.Equal((0, 0, -1, -1), (small.AP, small.APs, small.APm, small.APl));
    }

    [Fact]
    public void A_miss_above_a_hit_halves_the_precision()
    {
        // IoU of the hit is 80/100 = 0.8: found at 7 of 10 thresholds (0.5 ... 0.8), always behind one miss.
        var truth = Data(new BoxAnnotation(1, 1, 7, new Box(0, 0, 10, 10), 100));
        var metrics = CocoEvaluation.Evaluate(truth, [new DetectedBox(1, 7, new Box(50, 50, 9, 9), 0.9), new DetectedBox(1, 7, new Box(0, 0, 8, 10), 0.8)]);
        Assert.Equal(0.5, metrics.AP50, 1e-12);
        Assert.Equal(0.35, metrics.AP, 1e-12);
        Assert.Equal(0.7, metrics.AR10, 1e-12);
        Assert.Equal(0, metrics.AR1, 1e-12);
    }

    [Fact]
    public void A_crowd_takes_any_number_of_detections_and_counts_for_none()
    {
        var truth = Data(
            new BoxAnnotation(1, 1, 7, new Box(0, 0, 100, 100), 10000, Crowd: true),
            new BoxAnnotation(2, 1, 7, new Box(200, 0, 10, 10), 100));
        ImmutableArray<DetectedBox> found =
            [.. Enumerable.Range(0, 5).Select(i => new DetectedBox(1, 7, new Box(i * 10, 0, 10, 10), 0.99)), new DetectedBox(1, 7, new Box(200, 0, 10, 10), 0.5)];
        Assert.Equal(1, CocoEvaluation.Evaluate(truth, found).AP, 1e-12);
    }

    [Fact]
    public void Ignored_objects_count_for_nothing() => Assert.Equal(1, CocoEvaluation.Evaluate(
        Data(new BoxAnnotation(1, 1, 7, new Box(0, 0, 10, 10), 100, Ignored: true), new BoxAnnotation(2, 2, 7, new Box(0, 0, 10, 10), 100)),
        [new DetectedBox(1, 7, new Box(0, 0, 10, 10), 0.9), new DetectedBox(2, 7, new Box(0, 0, 10, 10), 0.8)]).AP, 1e-12);

    private static void Equal((DetectionDataSet, ImmutableArray<DetectedBox>) sample)
    {
        var (truth, found) = sample;
        var expected = PlainCoco.Evaluate(truth, found);
        var actual = CocoEvaluation.Evaluate(truth, found).All;
        for (var i = 0; i < 12; i++)
            Assert.Equal(expected[i], actual[i].Value, 1e-9);
    }

    private static DetectedBox Shifted(BoxAnnotation real, double x, double size, double score) => new(
        real.ImageId, real.CategoryId,
        new Box(real.Box.X + (x * real.Box.Width), real.Box.Y, real.Box.Width * (1 + size), real.Box.Height), score);

    private static DetectionDataSet Data(params ReadOnlySpan<BoxAnnotation> annotations) => new(
        "cases",
        [.. Enumerable.Range(1, 4).Select(i => new AnnotatedImage(i, $"{i}.png", 300, 300))],
        [new Category(7, "a"), new Category(14, "b"), new Category(21, "c")],
        [.. annotations]);

    private static DetectedBox Beside(DetectedBox found, BoxAnnotation real) => found with
    {
        ImageId = real.ImageId,
        CategoryId = real.CategoryId,
        Box = real.Box with { X = real.Box.X + (found.Box.X / 40), Width = real.Box.Width + (found.Box.Y / 40) },
    };
}
