using System.CommandLine;
using ISyNet.Cli.Commands.Dashboards;
using ISyNet.Cli.Commands.Designs;
using ISyNet.Cli.Commands.Detectors;
using ISyNet.Cli.Commands.Devices;
using ISyNet.Cli.Commands.Machine;
using ISyNet.Cli.Commands.Models;
using ISyNet.Cli.Commands.Spaces;
using ISyNet.Cli.Commands.Studies;
using ISyNet.Cli.Commands.Trainings;
using ISyNet.Cli.Help;
using ISyNet.Cli.Sources;
using ISyNet.Core.Results;
using ISyNet.Training.Native;
using ISyNet.Training.Native.LibTorch;

namespace ISyNet.Cli;

/// <summary>The whole command line: parsing, help, errors in one line, exit codes (docs/command-line.md).</summary>
internal static class CommandLine
{
    private const int Done = 0, Failure = 1, Usage = 2, Interrupted = 130;

    /// <summary>How a command line is read.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] args)
    {
        var debug = args.Contains("--debug");
        try
        {
            TorchRuntime.Noticed += line => Console.Error.WriteLine($"isynet: {line}");
            ProcessorLibTorch.WhenMissing = LibTorchPackage.Restore;
            string[] given = [.. args.Where(arg => arg != "--debug")];
            var asks = given.FirstOrDefault()?.StartsWith("[suggest", StringComparison.Ordinal) ?? false;
            var root = Root(asks ? Completed(given) : given.FirstOrDefault());
            if (asks)
            {
                NameCompletions.AddTo(root);
                given = [.. given.Select(NameCompletions.WithValuesApart)];
            }

            var result = root.Parse(given.Length == 0 ? ["--help"] : OptionsFile.Complete(() => Root(null), RunArguments.Complete(root, given)), Parsing);
            if (result.Errors.Count > 0)
                throw new UsageException(UsageErrors.Describe(result));
            if (UsageErrors.Mistyped(result) is { } mistake)
                throw new UsageException(mistake);
            // Jobs stop within a second after Ctrl-C; after two seconds the process ends in any case. A worker finishes first, and sees to its signals itself.
            return await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = result.CommandResult.Command.Name == WorkerCommand.Name ? null : TimeSpan.FromSeconds(1.8),
            });
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync(debug ? $"isynet: {error}" : $"isynet: {UserErrors.OneLine(error)}");
            return error is UsageException or OccupiedException ? Usage : Failure;
        }
    }

    // A shell asks for words of the line in the second argument; a verb that is not finished needs all.
    private static string? Completed(string[] given) => given is [_, var line, ..] && line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? line[..end] : null;

    /// <summary>Every command, by the name that the command line starts with: only the one that runs is built.</summary>
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("design", DesignCommand.Create),
        ("train", TrainCommand.Create),
        ("finetune", FinetuneCommand.Create),
        ("evaluate", EvaluateCommand.Create),
        ("import", ImportCommand.Create),
        ("predict", PredictCommand.Create),
        ("quantize", QuantizeCommand.Create),
        ("zoo", ZooCommand.Create),
        ("profile", ProfileCommand.Create),
        ("advise", AdviseCommand.Create),
        ("measure", MeasureCommand.Create),
        ("bench", BenchCommand.Create),
        ("device", DeviceCommand.Create),
        ("scale", ScaleCommand.Create),
        ("mem", MemCommand.Create),
        ("space", SpaceCommand.Create),
        ("study", StudyCommand.Create),
        (WorkerCommand.Name, WorkerCommand.Create),
        ("detect", DetectCommand.Create),
        ("dashboard", DashboardCommand.Create),
        ("doctor", DoctorCommand.Create),
    ];

    /// <summary>The tree of the commands. Where the first argument names a command, its others are left out; the help and the errors of that command need none.</summary>
    private static RootCommand Root(string? first)
    {
        var root = new RootCommand("ISyNet: design convolutional networks that are accurate and fast on your accelerator.");
        var named = Commands.Where(command => command.Name == first).ToArray();
        foreach (var (_, create) in named.Length > 0 ? named : first == "--version" ? [] : Commands)
            root.Add(create());
        // Removed before parsing; listed here so that the help shows it.
        root.Add(new Option<bool>("--debug") { Description = "Show the stack trace of an error.", Recursive = true });
        root.Add(CompletionCommand.Create());
        root.Add(HelpCommand.Create(root));
        HelpText.AddTo(root);
        VersionText.AddTo(root);
        return root;
    }
}
