using System.Collections.Immutable;
using ISyNet.Images;
using ISyNet.Images.Judging;

namespace ISyNet.Training;

/// <summary>The logits of a set of images.</summary>
/// <param name="Logits">Images x classes, row by row; treat as read-only.</param>
/// <param name="Classes">Number of classes.</param>
public sealed record Prediction(float[] Logits, int Classes)
{
    /// <summary>Number of images.</summary>
    public int Count => Logits.Length / Classes;

    /// <summary>The logits of one image.</summary>
    public ReadOnlySpan<float> this[int image] => Logits.AsSpan(image * Classes, Classes);

    /// <summary>The class of the highest logit of one image.</summary>
    public int Top(int image)
    {
        var row = this[image];
        var best = 0;
        for (var c = 1; c < row.Length; c++)
            best = row[c] > row[best] ? c : best;
        return best;
    }

    /// <summary>How many images have their label's logit highest.</summary>
    /// <exception cref="ISyNetException">There is another number of images, or none.</exception>
    public Accuracy Accuracy(ImageSet images)
    {
        Check(images);
        return new Accuracy(Enumerable.Range(0, Count).Count(i => Top(i) == images.Labels[i]), Count);
    }

    /// <summary>How many images have their label among the <paramref name="count"/> highest logits; ties go against it.</summary>
    /// <exception cref="ISyNetException">There is another number of images, or none.</exception>
    public Accuracy TopAccuracy(ImageSet images, int count)
    {
        Check(images);
        var right = 0;
        for (var i = 0; i < Count; i++)
        {
            var row = this[i];
            var (own, above) = (row[images.Labels[i]], 0);
            for (var c = 0; c < row.Length; c++)
                above += row[c] >= own ? 1 : 0;
            right += above <= count ? 1 : 0;
        }

        return new Accuracy(right, Count);
    }

    /// <summary>Counts of (true class, predicted class), row by row: the confusion matrix.</summary>
    public ImmutableArray<ImmutableArray<int>> Confusion(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return ConfusionMatrix.Count(Classes, Enumerable.Range(0, Count).Select(i => (images.Labels[i], Top(i))));
    }

    private void Check(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count != Count)
            throw new TrainingException($"{images.Name}: {images.Count} images, but {Count} predictions");
        if (Count == 0)
            throw new TrainingException($"{images.Name}: there are no images to evaluate on");
    }
}
