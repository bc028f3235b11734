using System.Collections.Immutable;

namespace ISyNet.Images.Judging;

/// <summary>How often images of each class were taken for each class.</summary>
/// <param name="ClassNames">Names of the classes, in the order of the logits.</param>
/// <param name="Counts">Images, by true class, then by predicted class.</param>
public sealed record ConfusionMatrix(ImmutableArray<string> ClassNames, ImmutableArray<ImmutableArray<int>> Counts);
