using ISyNet.Application.Results;
using ISyNet.Core.Results;

namespace ISyNet.Cli.Sources;

/// <summary>The images that the network of a result folder was trained on.</summary>
internal static class RunData
{
    /// <summary>Those of a result folder, or of the folder of a model file; null if it does not say.</summary>
    public static string? Of(string model)
    {
        var folder = Directory.Exists(model) ? model : Path.GetDirectoryName(Path.GetFullPath(model))!;
        return ResultManifest.Read(folder)?.Settings.GetValueOrDefault(ClassifierFolder.ImagesSetting);
    }
}
