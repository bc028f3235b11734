using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Evaluation;

/// <summary>The objects and the most confident detections of one category in one picture, with their overlaps.</summary>
internal sealed class ImageCategory
{
    private readonly double[] _iou;

    public ImageCategory(IReadOnlyList<BoxAnnotation> objects, IEnumerable<DetectedBox> detections)
    {
        Objects = [.. objects];
        // OrderByDescending is stable, as the reference's merge sort is: ties keep the order of the file.
        Detections = [.. detections.OrderByDescending(detection => detection.Score).Take(CocoSettings.MostDetections)];
        _iou = new double[Objects.Length * Detections.Length];
        for (var d = 0; d < Detections.Length; d++)
        {
            for (var g = 0; g < Objects.Length; g++)
                _iou[(d * Objects.Length) + g] = Overlap(Detections[d].Box, Objects[g]);
        }
    }

    public BoxAnnotation[] Objects { get; }

    /// <summary>The most confident first.</summary>
    public DetectedBox[] Detections { get; }

    public double Iou(int detection, int found) => _iou[(detection * Objects.Length) + found];

    /// <summary>Against a crowd the union is the detection alone: any part of a crowd is a hit.</summary>
    private static double Overlap(Box detection, BoxAnnotation found)
    {
        var common = detection.Intersection(found.Box);
        return common <= 0 ? 0 : common / (found.Crowd ? detection.Area : detection.Area + found.Box.Area - common);
    }
}
