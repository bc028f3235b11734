using ISyNet.Graph.Architectures;

namespace ISyNet.Training.Recipes;

/// <summary>How a network is trained, as data: everything but network, images, budget and seed. Format: docs/recipes.md.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What the recipe is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Images per step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Epochs to train where no other budget is given.</summary>
    public required double Epochs { get; init; }

    /// <summary>How gradients become steps.</summary>
    public required OptimizerRecipe Optimizer { get; init; }

    /// <summary>The learning rate over the run.</summary>
    public required ScheduleRecipe Schedule { get; init; }

    /// <summary>Share s of the target taken from the true class and spread over the others: on 1-s, off s/(classes-1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What is done to training images.</summary>
    public AugmentationRecipe Augmentation { get; init; } = new();

    /// <summary>Decay per step of the running average of the weights that becomes the result; none when 0.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Images per evaluation batch.</summary>
    public int EvaluationBatchSize { get; init; } = 250;

    /// <summary>Batches whose gradients are averaged into one step.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>What convolutions multiply while the network learns.</summary>
    public Arithmetic Arithmetic { get; init; }

    /// <summary>Whether convolutions train on standardised weights (<see cref="Networks.WeightStandardization"/>).</summary>
    public bool WeightStandardization { get; init; }

    /// <summary>Whether the last norm of each residual branch starts at scale 0, so that every block begins as the identity (arXiv 1706.02677).</summary>
    public bool ZeroLastNorm { get; init; }

    /// <summary>Whether batch norm follows on the logits; as the architecture says when null.</summary>
    public bool? LastBatchNorm { get; init; }

    /// <summary>Probability of dropout before the last linear layer; as the architecture says when null.</summary>
    public double? Dropout { get; init; }

    /// <summary>The network that learns beside the product and teaches it (deep mutual learning, arXiv 1706.00384); a zoo name or file, none when null.</summary>
    public string? Partner { get; init; }

    /// <summary>The architecture with the head that this recipe asks for.</summary>
    public Architecture Prepare(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var head = architecture.Head;
        return architecture with
        {
            Head = head with { LastBatchNorm = LastBatchNorm ?? head.LastBatchNorm, Dropout = Dropout ?? head.Dropout },
        };
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
