namespace ISyNet.Core.Results;

/// <summary>The names of the files in result folders. The folder of each kind of job says which of them it has.</summary>
public static class ResultFiles
{
    /// <summary>The kind of the folder: <see cref="ResultManifest"/>.</summary>
    public const string Manifest = "run.json";

    /// <summary>The network, in our own architecture format.</summary>
    public const string Architecture = "architecture.json";

    /// <summary>A classifier's weights, with normalisation, class names and input.</summary>
    public const string Weights = "weights.safetensors";

    /// <summary>A detector: weights, architecture, class names and normalisation.</summary>
    public const string Detector = "detector.safetensors";

    /// <summary>The exported model.</summary>
    public const string Model = "model.onnx";

    /// <summary>The recipe of its training.</summary>
    public const string Recipe = "recipe.json";

    /// <summary>The figures, for programs.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>The training curve, one row per epoch.</summary>
    public const string Curve = "curve.csv";

    /// <summary>The candidates of a search.</summary>
    public const string Trials = "trials.csv";

    /// <summary>The report page, for people.</summary>
    public const string Report = "report.html";

    /// <summary>The study of a search.</summary>
    public const string Study = "study.db";

    /// <summary>The page of a comparison of studies, for people.</summary>
    public const string ComparisonReport = "compare.html";

    /// <summary>A comparison of studies, for programs.</summary>
    public const string Comparison = "comparison.json";

    /// <summary>The detections of a detector in the test pictures.</summary>
    public const string TestDetections = "test-detections.json";

    /// <summary>The state of a stopped training.</summary>
    public const string Checkpoint = "checkpoint.safetensors";

    /// <summary>The state of a stopped training of a detector.</summary>
    public const string DetectorCheckpoint = "training.checkpoint";

    /// <summary>A folder: the networks of a design and their trainings.</summary>
    public const string Networks = "networks";

    /// <summary>A folder: the scenes that a demonstration of the detector composed.</summary>
    public const string Scenes = "scenes";

    /// <summary>A folder: test pictures with the detections drawn in.</summary>
    public const string Pictures = "pictures";

    /// <summary>Folders of an earlier job to delete before a new one.</summary>
    internal static string[] StaleFolders { get; } = [Networks, Scenes, Pictures];

    /// <summary>Files of an earlier job to delete before a new one.</summary>
    internal static string[] Stale { get; } =
    [
        Manifest, Architecture, Weights, Detector, Model, Recipe, Metrics, Curve, Trials, Report, Study, $"{Study}-wal", $"{Study}-shm",
        ComparisonReport, Comparison, TestDetections, Checkpoint, DetectorCheckpoint,
    ];
}
