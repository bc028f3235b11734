using ISyNet.Training.Recipes;

namespace ISyNet.Detection.Learning;

/// <summary>How a detector is trained, as data: everything but network, scenes, budget and seed. Format: docs/detection.md.</summary>
public sealed record DetectionRecipe
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What the recipe is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Pictures per step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes over the pictures where no other budget is given.</summary>
    public required double Epochs { get; init; }

    /// <summary>How gradients become steps.</summary>
    public required OptimizerRecipe Optimizer { get; init; }

    /// <summary>The learning rate over the run.</summary>
    public required ScheduleRecipe Schedule { get; init; }

    /// <summary>Decay per step of the running average of the weights that becomes the result; none when 0.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Weight of the box loss beside the class loss.</summary>
    public double BoxWeight { get; init; } = 2;

    /// <summary>Which positions learn which object.</summary>
    public AssignmentRecipe Assignment { get; init; } = new();

    /// <summary>What is done to training pictures.</summary>
    public DetectionAugmentation Augmentation { get; init; } = new();

    /// <summary>The recipe for a number of training pictures: fewer pictures per step where an epoch would have too few steps, by <see cref="FewImages"/>.</summary>
    public DetectionRecipe Fit(int pictures) => this with { BatchSize = FewImages.ImagesPerStep(BatchSize, pictures) };
}

/// <summary>The rule that gives positions to objects: alignment = score^alpha * IoU^beta, the best k learn.</summary>
public sealed record AssignmentRecipe
{
    /// <summary>Positions per object.</summary>
    public int TopK { get; init; } = 10;

    /// <summary>Exponent of the score.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Exponent of the overlap.</summary>
    public double Beta { get; init; } = 6;
}

/// <summary>Augmentations of training pictures; boxes follow.</summary>
public sealed record DetectionAugmentation
{
    /// <summary>Probability of a left-right flip.</summary>
    public double Flip { get; init; }

    /// <summary>Probability that a picture is put together from four.</summary>
    public double Mosaic { get; init; }

    /// <summary>A picture is scaled by a factor between 1 - s and 1 + s; not at all when 0.</summary>
    public double ScaleJitter { get; init; }
}
