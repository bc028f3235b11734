using ISyNet.Core.Results;
using ISyNet.Detection.Model;

namespace ISyNet.Application.Results;

/// <summary>The result folder of a trained detector.</summary>
/// <inheritdoc cref="ResultFolder"/>
public sealed record DetectorFolder(string Path) : ResultFolder(Path)
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Known =>
    [
        .. base.Known, ResultFiles.Model, ResultFiles.Detector, ResultFiles.Recipe, ResultFiles.Curve, ResultFiles.TestDetections, .. Below(ResultFiles.Pictures, "*.png"),
    ];

    /// <summary>The detector: weights, architecture, class names and normalisation.</summary>
    public string Detector => In(ResultFiles.Detector);

    /// <summary>Whether there is a detector.</summary>
    public bool HasDetector => File.Exists(Detector);

    /// <summary>The exported model.</summary>
    public string Model => In(ResultFiles.Model);

    /// <summary>The recipe of the training.</summary>
    public string Recipe => In(ResultFiles.Recipe);

    /// <summary>The training curve.</summary>
    public string Curve => In(ResultFiles.Curve);

    /// <summary>The detections in the test pictures, in COCO's format.</summary>
    public string TestDetections => In(ResultFiles.TestDetections);

    /// <summary>The data set of composed scenes of a demonstration.</summary>
    public string Scenes => In(ResultFiles.Scenes);

    /// <summary>The state of a stopped training.</summary>
    internal string Checkpoint => In(ResultFiles.DetectorCheckpoint);

    /// <summary>A test picture with the detections drawn in.</summary>
    public string PictureOf(string file) => In(ResultFiles.Pictures, $"{System.IO.Path.GetFileNameWithoutExtension(file)}.png");

    /// <summary>Reads the detector.</summary>
    /// <exception cref="ISyNetException">There is none, or it is not valid.</exception>
    public Detector Load() => DetectorFile.Load(Detector);
}
