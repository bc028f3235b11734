using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ISyNet.Images.Judging;

/// <summary>The training curve of one network.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Points">The points, in order.</param>
/// <param name="HeldOutImages">Number of images of each held-out accuracy; 0 if unknown, or if the evaluation is no accuracy.</param>
public sealed record TrainingCurve(string Network, ImmutableArray<TrainingPoint> Points, int HeldOutImages = 0);

/// <summary>One point of a training curve, taken at every evaluation and at the end of the training.</summary>
/// <param name="Epoch">Passes over the training data so far.</param>
/// <param name="Loss">Mean training loss since the last point.</param>
/// <param name="TrainingAccuracy">Accuracy on the augmented training images since the last point, 0 to 1; NaN if there are no classes.</param>
/// <param name="Evaluation">Result on held-out data, 0 to 1: accuracy of a classifier, mAP of a detector; NaN if nothing was held out.</param>
/// <param name="LearningRate">Learning rate at the point.</param>
/// <param name="Seconds">Time spent so far.</param>
public sealed record TrainingPoint(
    double Epoch, double Loss, double TrainingAccuracy, [property: JsonPropertyName("holdoutAccuracy")] double Evaluation, double LearningRate, double Seconds);
