using ISyNet.Training.Recipes;

namespace ISyNet.Detection.Learning;

/// <summary>The recipe of a detector training: everything except network, pictures, budget and seed. Format: docs/detection.md.</summary>
public sealed record DetectionRecipe : LearningRecipe
{
    /// <summary>Weight of the box loss relative to the class loss.</summary>
    public double BoxWeight { get; init; } = 2;

    /// <summary>The assignment of positions to objects.</summary>
    public AssignmentRecipe Assignment { get; init; } = new();

    /// <summary>The augmentation of training pictures.</summary>
    public DetectionAugmentation Augmentation { get; init; } = new();

    /// <inheritdoc/>
    public override void Check(string source)
    {
        base.Check(source);
        Range(source, "boxWeight", BoxWeight, 0, 1000);
        Range(source, "assignment.topK", Assignment.TopK, 1, 10_000);
        Range(source, "assignment.alpha", Assignment.Alpha, 0, 100);
        Range(source, "assignment.beta", Assignment.Beta, 0, 100);
        Range(source, "augmentation.flip", Augmentation.Flip, 0, 1);
        Range(source, "augmentation.mosaic", Augmentation.Mosaic, 0, 1);
        Range(source, "augmentation.scaleJitter", Augmentation.ScaleJitter, 0, 0.9);
    }
}

/// <summary>The rule that assigns positions to objects: the k positions with the largest alignment = score^alpha * IoU^beta.</summary>
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

    /// <summary>Probability that a picture is composed of four.</summary>
    public double Mosaic { get; init; }

    /// <summary>Pictures are scaled by a factor between 1 - s and 1 + s; 0 for no scaling.</summary>
    public double ScaleJitter { get; init; }
}
