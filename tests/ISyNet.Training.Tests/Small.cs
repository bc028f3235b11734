using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

/// <summary>Small real things to train: a task that can be learnt, a network, a recipe.</summary>
internal static class Small
{
    /// <summary>Images of noise with a bright quarter; the class is which quarter.</summary>
    public static ImageSet Quarters(int count, ulong seed, int channels = 1)
    {
        var random = new SeededRandom(seed);
        var pixels = new byte[count * channels * 64];
        var labels = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < count; i++)
        {
            var label = random.NextInt(4);
            labels.Add(label);
            for (var p = 0; p < channels * 64; p++)
            {
                var (y, x) = (p % 64 / 8, p % 8);
                var bright = (y / 4 * 2) + (x / 4) == label;
                pixels[(i * channels * 64) + p] = (byte)(random.NextInt(120) + (bright ? 60 : 0));
            }
        }

        return new ImageSet("quarters", Shape.Map(channels, 8, 8), ["a", "b", "c", "d"], pixels, labels.ToImmutable());
    }

    public static Network Network(int channels = 1, double dropout = 0) => new Architecture(
        "small", Shape.Map(channels, 8, 8), 4, new Stem(8, 3, 1, MaxPool: false),
        [
            new Stage(new ResidualBlock(), 8, 1, 1),
            new Stage(new EdgeBlock([new Edge(3), new Edge(1)], 16, true, SkipKind.Add), 16, 2),
        ],
        new Head(0, dropout)).Build();

    public static TrainingRecipe Recipe { get; } = new()
    {
        Name = "test",
        BatchSize = 32,
        Epochs = 3,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.05, WeightDecay = 1e-4 },
        Schedule = new() { Kind = ScheduleKind.Cosine, WarmUp = 0.1 },
        LabelSmoothing = 0.1,
        Augmentation = new() { CropPadding = 1, Flip = 0 },
    };

    public static TrainingJob Job(double epochs = 3, ulong seed = 7) =>
        new(Network(dropout: 0.1), Quarters(256, 1), Recipe, TrainingBudget.FromEpochs(epochs), seed) { Holdout = Quarters(128, 2) };
}
