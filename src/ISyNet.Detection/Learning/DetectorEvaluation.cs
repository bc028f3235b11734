using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Evaluation;
using ISyNet.Detection.Model;

namespace ISyNet.Detection.Learning;

/// <summary>Runs a detector on a data set and evaluates its detections.</summary>
public static class DetectorEvaluation
{
    private const int Batch = 32;

    /// <summary>Finds the objects of all pictures, in pixels of the original pictures. The classes are the categories of the data set, in their order.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="pictures">The pictures of the data set at the input size of the detector. The categories must be the classes of the detector.</param>
    /// <param name="progress">Receives the progress, 0 to 1.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="DetectionException">The categories are not the detector's classes.</exception>
    public static ImmutableArray<DetectedBox> Detect(
        IPictureDetector detector, DataSetPictures pictures, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(pictures);
        var data = pictures.Data;
        if (!data.Categories.Select(c => c.Name).SequenceEqual(detector.ClassNames))
            throw new DetectionException($"{data.Name}: its categories ({string.Join(", ", data.Categories.Select(c => c.Name))}) are not the detector's classes ({string.Join(", ", detector.ClassNames)})");
        var found = ImmutableArray.CreateBuilder<DetectedBox>();
        for (var start = 0; start < pictures.Count; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = Enumerable.Range(start, Math.Min(Batch, pictures.Count - start)).ToArray();
            var results = detector.Detect([.. batch.Select(i => pictures.Fitted(i).Pixels)]);
            for (var i = 0; i < batch.Length; i++)
            {
                var scale = pictures.Fitted(batch[i]).Scale;
                found.AddRange(results[i].Select(f => new DetectedBox(
                    pictures.Images[batch[i]].Id, data.Categories[f.Class].Id, InPicture(f.Box, scale), f.Score)));
            }

            progress?.Report((start + batch.Length) / (double)pictures.Count);
        }

        return found.ToImmutable();
    }

    /// <summary>COCO's figures of a detector on a data set.</summary>
    /// <exception cref="DetectionException">The categories are not the detector's classes.</exception>
    public static CocoMetrics Evaluate(IPictureDetector detector, DataSetPictures pictures, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        CocoEvaluation.Evaluate(pictures.Data, Detect(detector, pictures, progress, cancellation), cancellation);

    /// <summary>A box in pixels of the picture, from pixels of the network's input.</summary>
    internal static Box InPicture(Corners box, double scale) =>
        new(box.Left / scale, box.Top / scale, (box.Right - box.Left) / scale, (box.Bottom - box.Top) / scale);
}
