using ISyNet.Core.Results;

namespace ISyNet.Application.Results;

/// <summary>Finds result folders of every kind.</summary>
public static class ResultFolders
{
    /// <summary>The result folder at a path, as the type of its kind; null if it has no manifest, or one that says no kind.</summary>
    /// <exception cref="ISyNetException">The manifest cannot be read.</exception>
    public static ResultFolder? Find(string path) => ResultManifest.Read(path)?.Kind switch
    {
        ResultKind.Design => new DesignFolder(path),
        ResultKind.Train or ResultKind.Finetune or ResultKind.Import => new ClassifierFolder(path),
        ResultKind.Study => new StudyFolder(path),
        ResultKind.Compare => new ComparisonFolder(path),
        ResultKind.Scale => new ScalingFolder(path),
        ResultKind.Detect => new DetectorFolder(path),
        _ => null,
    };
}
