using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Classification;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

/// <summary>The way of a device, by operations of tensors alone, against the way of the processor, over its memory: both on the processor.</summary>
public class AcceleratorTests
{
    private const int Steps = 20;

    public static TheoryData<string> Recipes => [.. RecipeFile.Names];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_device_learns_by_a_shipped_recipe_what_the_processor_learns(string name)
    {
        var recipe = RecipeFile.Find(name)!;
        AssertSame(recipe with { BatchSize = 32 }, recipe.Partner is null ? null : Small.Network(channels: 3));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, DecayScope.All, 0)]
    [InlineData(OptimizerKind.Sgd, DecayScope.ExceptShifts, 0.5)]
    [InlineData(OptimizerKind.AdamW, DecayScope.WeightsOnly, 0.5)]
    [InlineData(OptimizerKind.AdamW, DecayScope.All, 0)]
    [InlineData(OptimizerKind.Muon, DecayScope.ExceptShifts, 0.5)]
    public void Every_optimizer_steps_on_a_device_as_on_the_processor(OptimizerKind kind, DecayScope scope, double clip) => AssertSame(Small.Recipe with
    {
        Optimizer = Small.Recipe.Optimizer with { Kind = kind, LearningRate = kind == OptimizerKind.AdamW ? 0.002 : 0.05, WeightDecay = 0.05, DecayScope = scope, ClipNorm = clip },
        AverageDecay = 0.9,
    });

    [Theory]
    [InlineData(0.8, 0.0, 0, 0)]
    [InlineData(0.0, 1.0, 2, 0)]
    [InlineData(0.8, 1.0, 0, 1)]
    public void Every_augmentation_is_the_same_on_a_device(double mixup, double cutMix, int padding, double erasing) => AssertSame(Small.Recipe with
    {
        Augmentation = new() { Flip = 0.5, CropPadding = padding, Mixup = mixup, CutMix = cutMix, Erasing = erasing },
    });

    [Fact]
    public void Several_batches_a_step_standardised_weights_and_frozen_layers_are_the_same_on_a_device()
    {
        AssertSame(Small.Recipe with { BatchSize = 16, Accumulation = 3, WeightStandardization = true });
        AssertSame(Small.Recipe, rates: [new(0.5), new(0, Stage: 0)]);
    }

    [Fact]
    public void Products_of_bfloat16_lead_a_device_as_near_to_float32_as_they_lead_the_processor()
    {
        var job = new TrainingJob(Small.Network(channels: 3), Small.Quarters(256, 1, channels: 3), Small.Recipe, TrainingBudget.FromSteps(Steps), 7);
        float[] Run(Accelerator accelerator, Arithmetic arithmetic) =>
            Values(Trainer.Train(job with { Settings = new RunSettings { Accelerator = accelerator, Arithmetic = arithmetic } }).Weights);
        var exact = Run(Accelerator.Cpu, Arithmetic.Float32);
        var (host, device) = (TrainingPass.Distance(exact, Run(Accelerator.Cpu, Arithmetic.Bfloat16)), TrainingPass.Distance(exact, Run(Accelerator.TensorsOnCpu, Arithmetic.Bfloat16)));
        Assert.InRange(device / host, 0.25, 2);
    }

    [Fact]
    public void A_batch_of_a_device_is_that_of_the_processor()
    {
        var images = Small.Quarters(64, 3, channels: 3);
        var augmentation = new AugmentationRecipe { CropPadding = 2, Flip = 0.5, Erasing = 0.7, Mixup = 0.5, CutMix = 0.5 };
        foreach (var recipe in new[] { augmentation, augmentation with { ResizedCrop = 0.3 }, augmentation with { RandAugment = new() } })
        {
            var whole = Small.Recipe with { Augmentation = recipe, BatchSize = 15 };
            using var host = LabelledBatches.Create(images, images.Normalization(), whole, 5);
            using var device = LabelledBatches.Create(images, images.Normalization(), whole, 5, null, Accelerator.TensorsOnCpu);
            for (var number = 0; number < 6; number++)
            {
                var (expected, actual) = (host.Take(number), device.Take(number));
                Assert.True(expected.Images.allclose(actual.Images, 1e-5, 1e-5), $"images of batch {number}");
                Assert.True(expected.Targets.allclose(actual.Targets, 1e-5, 1e-6), $"targets of batch {number}");
                Assert.True(expected.Labels.eq(actual.Labels).all().item<bool>(), $"labels of batch {number}");
            }
        }
    }

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("CUDA", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    [InlineData("Auto", "auto")]
    public void Accelerators_are_read_by_their_names(string text, string name) => Assert.Equal(name, Accelerator.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1000")]
    [InlineData("tensors on cpu")]
    public void Another_name_is_refused_in_one_line(string text) =>
        Assert.Equal($"there is no accelerator '{text}': use cpu, cuda, cuda:N (N from 0) or auto", Assert.Throws<TrainingException>(() => Accelerator.Parse(text)).Message);

    [Fact]
    public void A_checkpoint_of_the_processor_is_not_gone_on_with_on_a_device()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var settings = new RunSettings { Accelerator = Accelerator.Cpu, CheckpointPath = Path.Combine(folder.FullName, "state.safetensors") };
            Trainer.Train(Small.Job(epochs: 1) with { Settings = settings });
            var refused = Assert.Throws<TrainingException>(() => Trainer.Train(Small.Job(epochs: 2) with { Settings = settings with { Accelerator = Accelerator.TensorsOnCpu } }));
            Assert.Contains("accelerator", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_training_of_a_device_goes_on_to_the_bit()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var settings = new RunSettings { Accelerator = Accelerator.TensorsOnCpu };
            var kept = settings with { CheckpointPath = Path.Combine(folder.FullName, "state.safetensors") };
            var whole = Trainer.Train(Small.Job(epochs: 2) with { Settings = settings });
            using var stop = new CancellationTokenSource();
            var progress = new StopAfter(stop, 5);
            Assert.Throws<OperationCanceledException>(() => Trainer.Train(Small.Job(epochs: 2) with { Settings = kept with { ProgressInterval = TimeSpan.Zero } }, progress, stop.Token));
            var resumed = Trainer.Train(Small.Job(epochs: 2) with { Settings = kept });
            Assert.Equal(Values(whole.Weights), Values(resumed.Weights));
            Assert.Equal(whole.Curve[^1].Loss, resumed.Curve[^1].Loss);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertSame(TrainingRecipe recipe, Network? partner = null, params LayerRate[] rates)
    {
        var job = new TrainingJob(Small.Network(channels: 3, dropout: 0.1), Small.Quarters(256, 1, channels: 3), recipe, TrainingBudget.FromSteps(Steps), 7)
        {
            Partner = partner,
            Rates = [.. rates],
            // Around 0: pixels that are all positive make rounding grow ten times as fast from step to step.
            Normalization = new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]),
        };
        var (host, device) = (Run(Accelerator.Cpu), Run(Accelerator.TensorsOnCpu));
        Assert.InRange(Math.Abs(host.Loss - device.Loss), 0, 1e-2 * host.Loss);
        var way = TrainingPass.Distance(host.Weights, Run(Accelerator.Cpu, steps: 1).Weights);
        // Twenty steps enlarge rounding, on some instruction sets to half a percent of the way; a wrong rule differs by far more.
        Assert.InRange(TrainingPass.Distance(host.Weights, device.Weights) / way, 0, 2e-2);

        (float[] Weights, double Loss) Run(Accelerator accelerator, int steps = Steps)
        {
            var settings = new RunSettings { Accelerator = accelerator, Arithmetic = Arithmetic.Float32 };
            var result = Trainer.Train(job with { Settings = settings, Budget = TrainingBudget.FromSteps(steps) });
            return (Values(result.Weights), result.Curve[^1].Loss);
        }
    }

    private static float[] Values(Graph.Weights.WeightSet weights) => [.. weights.Names.SelectMany(name => weights[name].Values)];

    private sealed class StopAfter(CancellationTokenSource stop, long step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step)
                stop.Cancel();
        }
    }
}
