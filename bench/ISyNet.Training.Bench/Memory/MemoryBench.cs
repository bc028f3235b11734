using System.Globalization;
using ISyNet.Images.Formats;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Memory;

/// <summary>Whether memory stays flat: one training of many steps with a checkpoint every five seconds, and every so often what the process holds.</summary>
internal static class MemoryBench
{
    private const int Every = 250;

    public static void Run(string network, int steps, bool collect, TextWriter output, CancellationToken cancellation)
    {
        var recipe = RecipeFile.Find("small-strong")!;
        var images = FashionMnist.Load().Training;
        var budget = TrainingBudget.FromEpochs((double)steps / (images.Count / recipe.BatchSize));
        var folder = Directory.CreateTempSubdirectory("isynet-memory-");
        output.WriteLine("step   C heap (kB)   anonymous (kB)   managed objects (kB)   collections");
        var job = new TrainingJob(BenchNetworks.Find(network).Build(), images, recipe, budget, 1)
        {
            Settings = new()
            {
                ProgressInterval = TimeSpan.Zero,
                CheckpointPath = Path.Combine(folder.FullName, "checkpoint"),
                CheckpointInterval = TimeSpan.FromSeconds(5),
            },
        };
        try
        {
            Trainer.Train(job, new Watch(output, collect), cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Watch(TextWriter output, bool collect) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step % Every != 0)
                return;
            var use = MemoryUse.Now(collect);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Step,4} {use.Heap,13} {use.Anonymous,16} {use.Collected,22} {use.Collections,13}"));
        }
    }
}
