using System.CommandLine;

namespace ISyNet.Cli.Commands;

/// <summary><c>isynet study create|run|list|show|export|compare|delete</c>: one verb a file.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "Searches that are stored in a database: create, run, show and compare them.")
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
