using ISyNet.Images;
using ISyNet.Training;

namespace ISyNet.Accuracy;

/// <summary>Judges weights on images as they are, and on the mean of the logits of each image and its mirror image.</summary>
internal static class FlippedPair
{
    /// <returns>Accuracy on the images as they are, and of the pair; 0 to 1.</returns>
    public static (double Plain, double Pair) Accuracy(Predictor predictor, ImageSet images, CancellationToken cancellation)
    {
        var plain = predictor.Predict(images, cancellation: cancellation);
        var mirrored = predictor.Predict(Mirror(images), cancellation: cancellation);
        var mean = plain.Logits.Zip(mirrored.Logits, (a, b) => (a + b) / 2).ToArray();
        return (plain.Accuracy(images).Value, new Prediction(mean, plain.Classes).Accuracy(images).Value);
    }

    private static ImageSet Mirror(ImageSet images)
    {
        var pixels = images.Pixels.ToArray();
        for (var row = 0; row < pixels.Length; row += images.Shape.Width)
            pixels.AsSpan(row, images.Shape.Width).Reverse();
        return new ImageSet(images.Name, images.Shape, images.ClassNames, pixels, images.Labels);
    }
}
