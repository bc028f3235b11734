using System.ComponentModel;
using System.Diagnostics;

namespace ISyNet.Predictors.Measuring;

/// <summary>How a runner is called.</summary>
/// <param name="Command">The command, with <c>{onnx}</c>, <c>{batch}</c> and <c>{repeats}</c>.</param>
public sealed record CommandBackendOptions(string Command)
{
    /// <summary>Time limit of one call; after it the process and its children are stopped.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Number of retries after a failed call.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Number of parallel calls: devices that the command can reach at the same time.</summary>
    public int Slots { get; init; } = 1;
}

/// <summary>Any device that a command can reach: the command gets a model file and prints times in a line protocol (docs/measuring.md).</summary>
public sealed class CommandBackend : IMeasuringBackend, IDisposable
{
    private const int LongestLine = 65_536;

    private readonly CommandBackendOptions _options;
    private readonly CommandLineTemplate _template;
    private readonly SemaphoreSlim _slots;

    /// <summary>Checks the command.</summary>
    /// <exception cref="MeasurementException">The command is not valid; the message says why.</exception>
    public CommandBackend(CommandBackendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Slots, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Retries);
        (_options, _template, _slots) = (options, CommandLineTemplate.Parse(options.Command), new SemaphoreSlim(options.Slots));
    }

    /// <inheritdoc/>
    public string Name => "command";

    /// <inheritdoc/>
    public async Task<RunTimes> RunAsync(MeasurementRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await _slots.WaitAsync(cancellation);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    return await CallAsync(request, cancellation);
                }
                catch (MeasurementException error)
                {
                    if (attempt >= _options.Retries)
                        throw new MeasurementException($"{Path.GetFileName(request.OnnxPath)}, batch {request.Batch}: the runner {error.Message}{(attempt > 0 ? $" (try {attempt + 1} of {attempt + 1})" : "")}", error);
                }
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<RunTimes> CallAsync(MeasurementRequest request, CancellationToken cancellation)
    {
        var words = _template.Fill(request);
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw new MeasurementException($"cannot be started ({words[0]}): {error.Message}", error);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Timeout);
        try
        {
            process.StandardInput.Close();
            var answer = new RunnerAnswer();
            var talk = ReadAsync(process.StandardError, _ => { }, limit.Token);
            await ReadAsync(process.StandardOutput, answer.Read, limit.Token);
            var said = await talk;
            await process.WaitForExitAsync(limit.Token);
            if (answer.Talk.Length == 0 && said.Length > 0)
                answer.Read(said);
            return answer.Finish(process.ExitCode, request.Repeats);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new MeasurementException($"gave no answer within {_options.Timeout.TotalSeconds:0.#} s");
        }
        finally
        {
            End(process);
        }
    }

    /// <summary>Reports every line, truncated if it is too long for the protocol; returns the last one.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, Action<string> tell, CancellationToken cancellation)
    {
        var last = "";
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
                continue;
            last = line.Length > LongestLine ? line[..LongestLine] : line;
            tell(last);
        }

        return last;
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }
    }
}
