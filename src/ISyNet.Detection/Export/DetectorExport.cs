using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Detection.Model;
using ISyNet.Onnx.Export;

namespace ISyNet.Detection.Export;

/// <summary>
/// Writes a detector as one ONNX file (opset 17): raw pixels in, objects out. Normalisation, box decoding and non-maximum suppression are
/// inside. Outputs <c>boxes</c> (D x 4: left, top, right, bottom in pixels of the input), <c>scores</c> (D), <c>classes</c> (D) and
/// <c>images</c> (D, index in the batch) have a row per object; the batch is free. Described in docs/detection.md.
/// </summary>
public static class DetectorExport
{
    /// <summary>Metadata key of the task; its value is <see cref="Task"/>.</summary>
    public const string TaskKey = "isynet.task";

    /// <summary>Value of <see cref="TaskKey"/>.</summary>
    public const string Task = "detection";

    /// <summary>Writes the file; if it fails, no file is left.</summary>
    /// <exception cref="ISyNetException">A rule is out of range, or the file cannot be written.</exception>
    public static void Write(string path, Detector detector, DetectionRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        rules ??= new DetectionRules();
        rules.Check();
        var metadata = ImmutableSortedDictionary<string, string>.Empty.SetItem(TaskKey, Task)
            .SetItem("isynet.score_threshold", rules.ScoreThreshold.ToString(CultureInfo.InvariantCulture))
            .SetItem("isynet.iou_threshold", rules.IouThreshold.ToString(CultureInfo.InvariantCulture));
        var tail = new DetectionTail(detector.Design, rules);
        OnnxExport.Write(path, detector.Design.Build(), detector.Weights, Options(detector, metadata), tail.Add);
    }

    /// <summary>
    /// Writes the network alone, with class logits and logarithms of distances as outputs: for compilers of accelerators that leave the
    /// rest to the host, and for <c>isynet profile</c>.
    /// </summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void WriteNetwork(string path, Detector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        OnnxExport.Write(path, detector.Design.Build(), detector.Weights, Options(detector, ImmutableSortedDictionary<string, string>.Empty));
    }

    private static OnnxExportOptions Options(Detector detector, ImmutableSortedDictionary<string, string> metadata) => new()
    {
        Normalization = detector.Normalization,
        ClassNames = detector.Design.ClassNames,
        Metadata = metadata,
    };
}
