using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Detection.Tests.Learning;

/// <summary>Trainings of a tiny detector on pictures of squares and frames.</summary>
public sealed class Trainings : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static DetectionRecipe Recipe => DetectionRecipeFile.Find("detect-quick")! with { BatchSize = 16, AverageDecay = 0.9 };

    [Fact]
    public void Learns_to_find_squares_and_frames_that_it_never_saw()
    {
        var result = Job(512, 5).Run();
        var unseen = new ShapePictures(50, 77);
        using var detector = new TorchDetector(result.Detector, new DetectionRules(0.3f));
        var found = detector.Detect([.. Enumerable.Range(0, 50).Select(i => unseen[i].Pixels)]);
        var right = Enumerable.Range(0, 50).Sum(i => unseen[i].Objects.Count(o => found[i].Any(f => f.Class == o.Class && f.Box.Iou(o.Box) > 0.7)));
        Assert.True(right >= 90, $"{right} of 100 found");
        Assert.True(found.Sum(f => f.Length) <= 130, $"{found.Sum(f => f.Length)} found in place of 100");
        Assert.Equal(5, result.Epochs);
    }

    [Fact]
    public void A_stopped_training_goes_on_to_the_same_weights()
    {
        var whole = Job(64, 3).Run();
        var job = Job(64, 3) with { Settings = new() { CheckpointPath = Path.Combine(_folder, "state.safetensors") } };
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var interrupted = job with
        {
            Settings = job.Settings with { EvaluateEvery = 1.25 },
            Evaluate = (_, _) =>
            {
                stop.Cancel();
                steps++;
                return 0;
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => interrupted.Run(null, stop.Token));
        Assert.Equal(1, steps);
        var resumed = job.Run();
        Assert.Equal(whole.Steps, resumed.Steps);
        foreach (var name in whole.Detector.Weights.Names)
            Assert.Equal(whole.Detector.Weights[name].Values, resumed.Detector.Weights[name].Values);
        var other = job with { Seed = 2 };
        Assert.Contains("checkpoint of another", Assert.Throws<TrainingException>(() => other.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_a_step_and_the_images_that_a_rate_is_given_for_count_for_detectors_too()
    {
        var parts = Recipe with { BatchSize = 8, Accumulation = 2 };
        var (steps, asGiven) = Rates(parts);
        var (wholeSteps, whole) = Rates(Recipe with { BatchSize = 16 });
        Assert.Equal((4, 4), (steps, wholeSteps));
        Assert.Equal(whole, asGiven);
        var (_, doubled) = Rates(parts with { Optimizer = parts.Optimizer with { RateImages = 8 } });
        Assert.Equal(asGiven.Select(rate => 2 * rate), doubled);
    }

    [Fact]
    public void A_detector_learns_in_bfloat16_where_the_recipe_asks_for_it()
    {
        var (single, half) = (Job(64, 1).Run(), (Job(64, 1) with { Recipe = Recipe with { Arithmetic = Arithmetic.Bfloat16 } }).Run());
        Assert.Equal(Arithmetic.Float32, single.Arithmetic.Products);
        Assert.SkipUnless(half.Arithmetic.Products == Arithmetic.Bfloat16, "bfloat16 is wrong on this processor");
        Assert.NotEqual(single.Curve[^1].Loss, half.Curve[^1].Loss);
        Assert.Equal(single.Curve[^1].Loss, half.Curve[^1].Loss, 0.1);
    }

    [Fact]
    public void A_device_trains_the_detector_that_the_processor_trains()
    {
        var (host, device) = (Run(Accelerator.Cpu), Run(Accelerator.TensorsOnCpu));
        Assert.Equal(host.Curve[^1].Loss, device.Curve[^1].Loss, 1e-3 * host.Curve[^1].Loss);

        DetectionResult Run(Accelerator accelerator) =>
            (Job(64, 1) with { Settings = new() { Accelerator = accelerator, Arithmetic = Arithmetic.Float32 } }).Run();
    }

    [Fact]
    public void A_diverging_training_says_where_and_when()
    {
        var wild = Job(64, 5) with { Recipe = Recipe with { Optimizer = Recipe.Optimizer with { Kind = OptimizerKind.Sgd, LearningRate = 1e6, ClipNorm = 0 } } };
        Assert.Contains("diverged at step", Assert.Throws<TrainingException>(() => wild.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_the_backbone_are_where_it_starts()
    {
        var design = Design();
        var classifier = design.Backbone.Build();
        var weights = Training.Networks.WeightInitializer.Draw(classifier, 9);
        var start = StartWeights.Draw(design.Build(), weights, 1);
        Assert.Equal(weights["stages.0.blocks.0.edges.0.conv.weight"].Values, start["stages.0.blocks.0.edges.0.conv.weight"].Values);
        var wider = design.Backbone with { Stages = [.. design.Backbone.Stages.Select(s => s with { Channels = 24 })] };
        Assert.Contains("another shape", Assert.Throws<DetectionException>(() =>
            StartWeights.Draw(design.Build(), Training.Networks.WeightInitializer.Draw(wider.Build(), 9), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flip_mirrors_pixels_and_boxes()
    {
        var pictures = new ShapePictures(1, 3);
        var flipped = new PictureAugmentation(new DetectionAugmentation { Flip = 1 }, pictures.Shape).Flip(pictures[0]);
        foreach (var (before, after) in pictures[0].Objects.Zip(flipped.Objects))
        {
            Assert.Equal(64, before.Box.Left + after.Box.Right);
            for (var y = (int)after.Box.Top; y < after.Box.Bottom; y++)
                Assert.Equal(230, flipped.Pixels[(y * 64) + (int)after.Box.Left]);
        }

        var twice = new PictureAugmentation(new DetectionAugmentation { Flip = 1 }, pictures.Shape).Flip(flipped);
        Assert.Equal(pictures[0].Pixels, twice.Pixels);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (long Steps, List<double> Rates) Rates(DetectionRecipe recipe)
    {
        var rates = new List<double>();
        var result = (Job(64, 1) with { Recipe = recipe, Settings = new() { ProgressInterval = TimeSpan.Zero } }).Run(new Told(value => rates.Add(value.LearningRate)));
        return (result.Steps, rates);
    }

    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }

    private static DetectorDesign Design() => TinyDetector.Design(ShapePictures.Size, 1, 2);

    private static DetectionJob Job(int pictures, double epochs) =>
        new(Design(), new ShapePictures(pictures, 1), Recipe, TrainingBudget.FromEpochs(epochs), 1);
}
