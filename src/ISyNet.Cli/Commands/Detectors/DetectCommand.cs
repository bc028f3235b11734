using System.CommandLine;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect …</c>: detectors from data to boxes; one verb a file.</summary>
internal static class DetectCommand
{
    public static Command Create() => new("detect", "Train, judge and ship detectors.")
    {
        DetectEvaluateCommand.Create(),
        DetectTrainCommand.Create(),
        DetectExportCommand.Create(),
        DetectPredictCommand.Create(),
        DetectScenesCommand.Create(),
        DetectDemoCommand.Create(),
        DetectShowCommand.Create(),
    };
}
