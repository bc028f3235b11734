using ISyNet.Images;

namespace ISyNet.Runtime;

/// <summary>How a model file does on labelled images, and how far it is from the framework that trained it.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Accuracy">Share of images whose largest logit is that of the label, 0..1.</param>
/// <param name="ReferenceAccuracy">The same of the reference logits.</param>
/// <param name="MaxLogitDifference">Largest absolute difference of a logit from the reference.</param>
/// <param name="Logits">The model's logits, image after image.</param>
public sealed record OnnxComparison(int Images, double Accuracy, double ReferenceAccuracy, double MaxLogitDifference, float[] Logits);

/// <summary>Proves an exported model: ONNX Runtime against the logits of the training framework.</summary>
public static class OnnxVerification
{
    private const int ImagesPerRun = 250;

    /// <summary>The logits that a model file gives for raw pixels, in bounded batches.</summary>
    /// <exception cref="ISyNetException">The model cannot be opened, takes other images, or takes no raw pixels.</exception>
    public static float[] Logits(
        string modelPath, ImageSet images, int threads = 1, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        using var model = OnnxModel.Open(modelPath, threads);
        return Logits(model, images, progress, cancellation);
    }

    /// <summary>The logits that an open model gives for raw pixels, in bounded batches.</summary>
    /// <exception cref="ISyNetException">The model takes other images, or takes no raw pixels.</exception>
    public static float[] Logits(OnnxModel model, ImageSet images, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        if (model.Input != images.Shape)
            throw new ISyNetException($"{model.Path}: takes {model.Input}, but the images of {images.Name} are {images.Shape}");
        if (!model.TakesRawPixels)
            throw new ISyNetException($"{model.Path}: does not take raw pixels: export it with its normalisation");
        var size = (int)images.Shape.Elements;
        var logits = new List<float>();
        for (var start = 0; start < images.Count; start += ImagesPerRun)
        {
            var count = Math.Min(ImagesPerRun, images.Count - start);
            var samples = new float[count * size];
            var first = start;
            images.ForEach(count, i =>
            {
                var pixels = images[first + i];
                for (var p = 0; p < size; p++)
                    samples[(i * size) + p] = pixels[p];
            });
            logits.AddRange(model.Run(samples, cancellation: cancellation));
            progress?.Report(start + count);
        }

        return [.. logits];
    }

    /// <summary>Runs a model over all images and compares.</summary>
    /// <param name="modelPath">The model; it takes raw pixels.</param>
    /// <param name="images">Labelled images.</param>
    /// <param name="referenceLogits">The training framework's logits, image after image.</param>
    /// <param name="threads">Threads within one operator.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="ISyNetException">The model does not fit the images, or the logits do not fit in number.</exception>
    public static OnnxComparison Compare(
        string modelPath, ImageSet images, ReadOnlyMemory<float> referenceLogits, int threads = 1, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var logits = Logits(modelPath, images, threads, progress, cancellation);
        if (logits.Length != referenceLogits.Length)
            throw new ISyNetException($"{modelPath}: gives {logits.Length} logits, the reference has {referenceLogits.Length}");
        var difference = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            var distance = Math.Abs((double)logits[i] - referenceLogits.Span[i]);
            // A logit that is no number is the largest difference there is.
            difference = double.IsNaN(distance) ? double.PositiveInfinity : Math.Max(difference, distance);
        }

        return new OnnxComparison(images.Count, Accuracy(logits, images), Accuracy(referenceLogits.Span, images), difference, logits);
    }

    private static double Accuracy(ReadOnlySpan<float> logits, ImageSet images)
    {
        if (images.Count == 0)
            return 0;
        var (width, right) = (logits.Length / images.Count, 0);
        for (var i = 0; i < images.Count; i++)
        {
            var row = logits.Slice(i * width, width);
            var best = 0;
            for (var c = 1; c < width; c++)
                best = row[c] > row[best] ? c : best;
            right += best == images.Labels[i] ? 1 : 0;
        }

        return (double)right / images.Count;
    }
}
