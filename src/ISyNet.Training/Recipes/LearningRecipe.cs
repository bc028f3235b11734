using System.Text.Json.Serialization;

namespace ISyNet.Training.Recipes;

/// <summary>What the recipes of all trainings have in common, whatever learns.</summary>
public abstract record LearningRecipe
{
    /// <summary>Name for people.</summary>
    [JsonPropertyOrder(-1)]
    public required string Name { get; init; }

    /// <summary>What the recipe is for.</summary>
    [JsonPropertyOrder(-1)]
    public string Description { get; init; } = "";

    /// <summary>Images per batch.</summary>
    [JsonPropertyOrder(-1)]
    public required int BatchSize { get; init; }

    /// <summary>Passes over the training data where no other budget is given.</summary>
    [JsonPropertyOrder(-1)]
    public required double Epochs { get; init; }

    /// <summary>How gradients become steps.</summary>
    [JsonPropertyOrder(-1)]
    public required OptimizerRecipe Optimizer { get; init; }

    /// <summary>The learning rate over the run.</summary>
    [JsonPropertyOrder(-1)]
    public required ScheduleRecipe Schedule { get; init; }

    /// <summary>Decay per step of the running average of the weights that becomes the result; none when 0.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Batches whose gradients are averaged into one step.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Images per step that it asks for.</summary>
    [JsonIgnore]
    public int ImagesPerStep => BatchSize * Accumulation;

    /// <summary>What convolutions multiply while the network learns.</summary>
    public Arithmetic Arithmetic { get; init; }

    /// <summary>Checks the ranges of its numbers.</summary>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="TrainingException">A number is out of its range; the message names source, key and range.</exception>
    public virtual void Check(string source)
    {
        Range(source, "batchSize", BatchSize, 1, 65536);
        Range(source, "epochs", Epochs, 1e-6, 1e6);
        Range(source, "averageDecay", AverageDecay, 0, 0.9999999);
        Range(source, "accumulation", Accumulation, 1, 4096);
        Range(source, "optimizer.learningRate", Optimizer.LearningRate, 0, 1e6);
        Range(source, "optimizer.matrixLearningRate", Optimizer.MatrixLearningRate, 0, 1e6);
        Range(source, "optimizer.momentum", Optimizer.Momentum, 0, 0.999999);
        Range(source, "optimizer.secondMomentum", Optimizer.SecondMomentum, 0, 0.9999999);
        Range(source, "optimizer.weightDecay", Optimizer.WeightDecay, 0, 1e3);
        Range(source, "optimizer.clipNorm", Optimizer.ClipNorm, 0, 1e9);
        Range(source, "optimizer.rateImages", Optimizer.RateImages, 0, 1e6);
        Range(source, "schedule.warmUp", Schedule.WarmUp, 0, 1);
        Range(source, "schedule.final", Schedule.Final, 0, 1);
    }

    /// <summary>Checks one number.</summary>
    /// <exception cref="TrainingException">It is out of its range.</exception>
    protected static void Range(string source, string key, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new TrainingException($"{source}: {key} is {value}; it must be {low} to {high}");
    }
}

/// <summary>The update rule of a recipe.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with Nesterov momentum.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (arXiv 1711.05101).</summary>
    AdamW,

    /// <summary>
    /// Nesterov momentum whose step is made orthogonal for convolutions (Muon, Jordan et al. 2024, kellerjordan.github.io/posts/muon);
    /// plain for all else.
    /// </summary>
    Muon,
}

/// <summary>Which parameters weight decay pulls to 0.</summary>
public enum DecayScope
{
    /// <summary>All.</summary>
    All,

    /// <summary>All but shifts: biases of convolutions, linear layers and norms.</summary>
    ExceptShifts,

    /// <summary>The weights of convolutions and linear layers only.</summary>
    WeightsOnly,
}

/// <summary>The optimiser of a recipe.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>The update rule.</summary>
    public required OptimizerKind Kind { get; init; }

    /// <summary>Highest learning rate, at the recipe's batch size unless <see cref="RateImages"/> says another.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Images per step that the learning rate is given for; it grows in proportion to the real number. As given when 0.</summary>
    public int RateImages { get; init; }

    /// <summary>Highest learning rate of the orthogonal steps of Muon, relative to the size of the weights.</summary>
    public double MatrixLearningRate { get; init; } = 0.02;

    /// <summary>Momentum of SGD and Muon; first decay rate of AdamW.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Second decay rate of AdamW.</summary>
    public double SecondMomentum { get; init; } = 0.999;

    /// <summary>Weight decay: SGD adds it to the gradient, AdamW shrinks by learning rate x decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>What the decay acts on.</summary>
    public DecayScope DecayScope { get; init; } = DecayScope.ExceptShifts;

    /// <summary>Longest gradient, as a Euclidean norm over all parameters; no limit when 0.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The optimiser for a number of images per step: learning rates by <see cref="RateImages"/>, which is 0 then.</summary>
    internal OptimizerRecipe For(int imagesPerStep)
    {
        if (RateImages == 0)
            return this;
        var factor = (double)imagesPerStep / RateImages;
        return this with { LearningRate = LearningRate * factor, MatrixLearningRate = MatrixLearningRate * factor, RateImages = 0 };
    }
}

/// <summary>The course of the learning rate after warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine from the highest rate to the final one.</summary>
    Cosine,

    /// <summary>A straight line from the highest rate to the final one.</summary>
    Linear,

    /// <summary>The highest rate.</summary>
    Constant,
}

/// <summary>The learning rate of a recipe, over the spent fraction of the budget.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>The course after warm-up.</summary>
    public required ScheduleKind Kind { get; init; }

    /// <summary>Fraction of the budget over which the rate rises in a straight line.</summary>
    public double WarmUp { get; init; }

    /// <summary>Final rate as a fraction of the highest.</summary>
    public double Final { get; init; }
}
