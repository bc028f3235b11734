using ISyNet.Graph.Architectures;

namespace ISyNet.Training.Recipes;

/// <summary>How an image classifier is trained, as data: everything but network, images, budget and seed. Format: docs/recipes.md.</summary>
public sealed record TrainingRecipe : LearningRecipe
{
    /// <summary>Share s of the target taken from the true class and spread over the others: on 1-s, off s/(classes-1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What is done to training images.</summary>
    public AugmentationRecipe Augmentation { get; init; } = new();

    /// <summary>Images per evaluation batch.</summary>
    public int EvaluationBatchSize { get; init; } = 250;

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

    /// <inheritdoc/>
    public override void Check(string source)
    {
        base.Check(source);
        Range(source, "evaluationBatchSize", EvaluationBatchSize, 1, 65536);
        Range(source, "labelSmoothing", LabelSmoothing, 0, 0.999);
        Range(source, "dropout", Dropout ?? 0, 0, 0.999);
        Range(source, "augmentation.cropPadding", Augmentation.CropPadding, 0, 1024);
        Range(source, "augmentation.flip", Augmentation.Flip, 0, 1);
        Range(source, "augmentation.erasing", Augmentation.Erasing, 0, 1);
        Range(source, "augmentation.resizedCrop", Augmentation.ResizedCrop, 0, 1);
        Range(source, "augmentation.mixup", Augmentation.Mixup, 0, 100);
        Range(source, "augmentation.cutMix", Augmentation.CutMix, 0, 100);
        if (Augmentation.RandAugment is not { } random)
            return;
        Range(source, "augmentation.randAugment.operations", random.Operations, 1, 16);
        Range(source, "augmentation.randAugment.magnitude", random.Magnitude, 0, 10);
        Range(source, "augmentation.randAugment.deviation", random.Deviation, 0, 10);
        Range(source, "augmentation.randAugment.probability", random.Probability, 0, 1);
    }
}
