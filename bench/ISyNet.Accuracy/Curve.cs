using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images.Judging;

namespace ISyNet.Accuracy;

/// <summary>The log of one run as CSV: one line per epoch.</summary>
internal static class Curve
{
    public static string ToText(ImmutableArray<TrainingPoint> curve) =>
        "epoch,loss,training_accuracy,held_out_accuracy,learning_rate,seconds\n" + string.Concat(curve.Select(point => string.Create(
            CultureInfo.InvariantCulture,
            $"{point.Epoch:f2},{point.Loss:f4},{point.TrainingAccuracy:f4},{point.Evaluation:f4},{point.LearningRate:g4},{point.Seconds:f0}\n")));
}
