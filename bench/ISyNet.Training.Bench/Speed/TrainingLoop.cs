using ISyNet.Images;
using ISyNet.Images.Formats;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Speed;

/// <summary>Runs one variant in this process: the same steps on the same real images, batch 128.</summary>
internal static class TrainingLoop
{
    public const int Batch = 128, WarmUpSteps = 100, Steps = 100;

    public static LoopSpeed Measure(string network, string name)
    {
        var variant = Variant.Find(name);
        var built = BenchNetworks.Find(network).Build();
        var images = FashionMnist.Load().Training.Subset(Batch * (WarmUpSteps + Steps), 1);
        return variant.Kind switch
        {
            LoopKind.Plain => PlainLoop.Measure(built, images, variant),
            LoopKind.Trainer => Train(new TrainingJob(built, images, SameAsPlain with { Arithmetic = variant.Arithmetic }, TrainingBudget.FromEpochs(1), 1) { Settings = new() { Threads = variant.Threads } }),
            LoopKind.Quick => Train(new TrainingJob(built, images, RecipeFile.Find("quick")!, TrainingBudget.FromEpochs(1), 1) { Settings = new() { Threads = variant.Threads } }),
            _ => throw new TrainingException($"'{name}' runs in a process of its own: use speed"),
        };
    }

    private static TrainingRecipe SameAsPlain { get; } = new()
    {
        Name = "plain",
        BatchSize = Batch,
        Epochs = 1,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.05, WeightDecay = 5e-4, DecayScope = DecayScope.All },
        Schedule = new() { Kind = ScheduleKind.Constant },
    };

    private static LoopSpeed Train(TrainingJob job)
    {
        var watch = new StepWatch();
        Trainer.Train(job with { Settings = job.Settings with { ProgressInterval = TimeSpan.Zero } }, watch);
        return watch.Start.Until(watch.End, Steps, Batch);
    }

    private sealed class StepWatch : IProgress<TrainingProgress>
    {
        public ProcessUse Start { get; private set; }

        public ProcessUse End { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Step == WarmUpSteps)
                Start = ProcessUse.Now();
            if (value.Step == WarmUpSteps + Steps)
                End = ProcessUse.Now();
        }
    }
}
