using System.CommandLine;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study create|run|list|show|export|compare|delete</c>: one verb a file.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "Searches that outlive their processes: make, run, look into, compare.")
    {
        StudyCreateCommand.Create(),
        StudyRunCommand.Create(),
        StudyListCommand.Create(),
        StudyShowCommand.Create(),
        StudyExportCommand.Create(),
        StudyCompareCommand.Create(),
        StudyDeleteCommand.Create(),
    };
}
