using System.CommandLine;

namespace ISyNet.Cli.Commands.Studies;

/// <summary><c>isynet study create|run|list|show|export|compare|delete</c>: one file per verb.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "Create, run, show and compare searches that are stored in a database.")
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
