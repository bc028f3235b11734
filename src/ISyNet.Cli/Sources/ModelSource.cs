using ISyNet.Application.Results;
using ISyNet.Core.Results;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the exported classifier that a command line names: an ONNX file, or a result folder with one.</summary>
internal static class ModelSource
{
    public static string FileOf(string place)
    {
        if (!Directory.Exists(place))
            return File.Exists(place) ? place : throw new UsageException($"{place}: there is no such model or result folder");
        if (new DetectorFolder(place).HasDetector)
            throw new UsageException($"{place}: is a detector: use 'isynet detect predict'");
        var model = new ClassifierFolder(place).Model;
        return File.Exists(model) ? model : throw new UsageException($"{place}: this folder has no {ResultFiles.Model}, so it has no trained network");
    }
}
