using System.CommandLine;
using ISyNet.Cli.Commands.Designs;
using ISyNet.Cli.Commands.Detectors;
using ISyNet.Cli.Commands.Devices;
using ISyNet.Cli.Commands.Machine;
using ISyNet.Cli.Commands.Models;
using ISyNet.Cli.Commands.Spaces;
using ISyNet.Cli.Commands.Studies;
using ISyNet.Cli.Commands.Trainings;
using ISyNet.Core.Results;
using ISyNet.Training.Native;

namespace ISyNet.Cli;

/// <summary>The whole command line: parsing, help, errors in one line, exit codes (0 done, 1 failure, 2 usage, 130 Ctrl-C).</summary>
internal static class CommandLine
{
    private const int Done = 0, Failure = 1, Usage = 2, Interrupted = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        var debug = args.Contains("--debug");
        try
        {
            TorchRuntime.Noticed += line => Console.Error.WriteLine($"isynet: {line}");
            var root = Root();
            var result = root.Parse(args.Where(arg => arg != "--debug").ToArray(), new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Errors.Count > 0)
                throw new UsageException(UsageErrors.Describe(result));
            // Jobs stop within a second after Ctrl-C; after two seconds the process ends in any case.
            return await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(1.8),
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

    private static RootCommand Root()
    {
        var root = new RootCommand("ISyNet: design convolutional networks that are accurate and fast on your accelerator.")
        {
            DesignCommand.Create(),
            TrainCommand.Create(),
            FinetuneCommand.Create(),
            EvaluateCommand.Create(),
            ImportCommand.Create(),
            PredictCommand.Create(),
            ZooCommand.Create(),
            ProfileCommand.Create(),
            AdviseCommand.Create(),
            MeasureCommand.Create(),
            BenchCommand.Create(),
            DeviceCommand.Create(),
            ScaleCommand.Create(),
            MemCommand.Create(),
            SpaceCommand.Create(),
            StudyCommand.Create(),
            DetectCommand.Create(),
            DoctorCommand.Create(),
        };
        // Removed before parsing; listed here so that the help shows it.
        root.Add(new Option<bool>("--debug") { Description = "Show the stack trace of an error.", Recursive = true });
        return root;
    }
}
