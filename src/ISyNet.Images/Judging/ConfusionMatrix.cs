using System.Collections.Immutable;

namespace ISyNet.Images.Judging;

/// <summary>How often images of each class were predicted as each class.</summary>
/// <param name="ClassNames">Names of the classes, in the order of the logits.</param>
/// <param name="Counts">Images, by true class, then by predicted class.</param>
public sealed record ConfusionMatrix(ImmutableArray<string> ClassNames, ImmutableArray<ImmutableArray<int>> Counts)
{
    /// <summary>Counts predictions: by true class, then by predicted class.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="images">The true and the predicted class of each image.</param>
    public static ImmutableArray<ImmutableArray<int>> Count(int classes, IEnumerable<(int True, int Predicted)> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var counts = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        foreach (var (real, predicted) in images)
            counts[real][predicted]++;
        return [.. counts.Select(row => row.ToImmutableArray())];
    }
}
