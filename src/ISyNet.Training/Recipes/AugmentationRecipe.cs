namespace ISyNet.Training.Recipes;

/// <summary>The augmentations of a recipe, in the order in which they are done: docs/augmentation.md.</summary>
public sealed record AugmentationRecipe
{
    /// <summary>Smallest area of a random resized crop as a part of the image; no such crop when 0 (arXiv 1409.4842: 0.08).</summary>
    public double ResizedCrop { get; init; }

    /// <summary>Zero pixels added on each side before a random crop of the original size; none when 0.</summary>
    public int CropPadding { get; init; }

    /// <summary>Probability of a left-right flip.</summary>
    public double Flip { get; init; }

    /// <summary>Random operations on the picture (arXiv 1909.13719); none when null.</summary>
    public RandAugmentRecipe? RandAugment { get; init; }

    /// <summary>Probability that a random rectangle of 2-33 % of the image is replaced by the mean pixel (arXiv 1708.04896).</summary>
    public double Erasing { get; init; }

    /// <summary>Parameter alpha of mixup's Beta(alpha, alpha) (arXiv 1710.09412); none when 0.</summary>
    public double Mixup { get; init; }

    /// <summary>Parameter alpha of CutMix's Beta(alpha, alpha) (arXiv 1905.04899); none when 0. With mixup, each batch takes one of both.</summary>
    public double CutMix { get; init; }
}

/// <summary>RandAugment: how many operations, how strong.</summary>
public sealed record RandAugmentRecipe
{
    /// <summary>Operations drawn per image, with replacement.</summary>
    public int Operations { get; init; } = 2;

    /// <summary>Mean magnitude, 0 to 10.</summary>
    public double Magnitude { get; init; } = 9;

    /// <summary>Standard deviation of the magnitude, drawn anew for each operation.</summary>
    public double Deviation { get; init; } = 0.5;

    /// <summary>Probability that a drawn operation is done.</summary>
    public double Probability { get; init; } = 0.5;
}
