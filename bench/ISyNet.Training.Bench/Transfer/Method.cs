using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Transfer;

/// <summary>How a network comes to a task of few labels.</summary>
internal enum Method
{
    /// <summary>From fresh weights.</summary>
    Scratch,

    /// <summary>From pretrained weights, all layers learn.</summary>
    Finetune,

    /// <summary>From pretrained weights, the classifier alone learns.</summary>
    LinearProbe,
}

/// <summary>The recipes of the methods: the same but for the rate.</summary>
internal static class Methods
{
    private const int Batch = 50, Steps = 400;

    /// <summary>Highest learning rates to choose among, on held-out images.</summary>
    public static ImmutableArray<double> Rates(Method method) => method switch
    {
        Method.Scratch => [0.03, 0.1, 0.3],
        Method.Finetune => [0.05, 0.15, 0.5, 1],
        _ => [0.2, 0.5, 2],
    };

    public static ImmutableArray<LayerRate> LayerRates(Method method) =>
        method == Method.LinearProbe ? [new LayerRate(0), new LayerRate(1, Role: LayerRole.Classifier)] : [];

    public static TrainingRecipe Recipe(Method method, double rate) => new()
    {
        Name = method.ToString(),
        BatchSize = Batch,
        Epochs = 1,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = rate, WeightDecay = 5e-4, DecayScope = DecayScope.WeightsOnly },
        Schedule = new() { Kind = ScheduleKind.Cosine, WarmUp = 0.1 },
        LabelSmoothing = 0.05,
        Augmentation = new() { Flip = 0.5, CropPadding = 1 },
    };

    public static TrainingBudget Budget(int images) => TrainingBudget.FromEpochs(Steps / (double)(images / Batch));
}
