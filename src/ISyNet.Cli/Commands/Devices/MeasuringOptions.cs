using System.CommandLine;
using ISyNet.Cli.Sources;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Cli.Commands.Devices;

/// <summary>The options of all commands that measure a device: the backend, and how its runner is called.</summary>
internal sealed class MeasuringOptions
{
    private const string OnnxRuntime = "onnxruntime", Called = "command";

    private readonly Option<string?> _backend = new("--backend") { Description = "onnxruntime (this machine's processor) or command (any device that --runner can reach)." };
    private readonly Option<string?> _runner = new("--runner") { Description = "The command for --backend command, such as './my_npu.sh {onnx} {batch} {repeats}'. docs/measuring.md describes what it must print." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads within one operator (onnxruntime).", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Time limit of one call of the runner, in seconds (command).", DefaultValueFactory = _ => 300 };
    private readonly Option<int> _retries = new("--retries") { Description = "Number of retries after a failure or too much noise.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _backend, _runner, _threads, _timeout, _retries })
            command.Options.Add(option);
    }

    /// <summary>Whether a backend was named.</summary>
    public bool IsNamed(ParseResult result) => result.GetValue(_backend) is not null;

    /// <summary>Whether the device is reached by a command.</summary>
    public bool IsCommand(ParseResult result) => result.GetValue(_backend) == Called;

    /// <summary>Threads within one operator.</summary>
    public int Threads(ParseResult result) => OptionValue.Whole("--threads", result.GetValue(_threads), 1, Environment.ProcessorCount);

    /// <summary>Retries after a failure or too much noise.</summary>
    public int Retries(ParseResult result) => OptionValue.Whole("--retries", result.GetValue(_retries), 0, 100);

    /// <summary>The backend that was asked for; ONNX Runtime's by default.</summary>
    public IMeasuringBackend Create(ParseResult result, OnnxRuntimeOptions options, int slots = 1)
    {
        var runner = result.GetValue(_runner);
        return (result.GetValue(_backend) ?? OnnxRuntime) switch
        {
            OnnxRuntime when runner is not null => throw new UsageException("--runner works only with --backend command"),
            OnnxRuntime => new OnnxRuntimeBackend(options),
            Called => new CommandBackend(new CommandBackendOptions(runner ?? throw new UsageException("--backend command needs --runner, such as --runner './my_npu.sh {onnx} {batch} {repeats}'"))
            {
                Timeout = TimeSpan.FromSeconds(OptionValue.Positive("--timeout", result.GetValue(_timeout))),
                Retries = Retries(result),
                Slots = slots,
            }),
            var other => throw UsageException.Unknown("backend", other, [OnnxRuntime, Called]),
        };
    }
}
