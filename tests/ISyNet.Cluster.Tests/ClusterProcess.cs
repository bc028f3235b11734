using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ISyNet.Cluster.Tests;

/// <summary>The child program: a coordinator or a worker in a process of its own.</summary>
internal sealed class ClusterProcess : IDisposable
{
    // In its own folder: the tests, which are also a web application, leave out libraries that the child needs.
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "ISyNet.Cluster.Child", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "ISyNet.Cluster.Child.dll"));

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ClusterProcess(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A crash must not leave a dump behind where a test provokes it.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_lines, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it said so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>What it complained of so far.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts a coordinator.</summary>
    public static ClusterProcess Coordinator(string address, params string[] settings) => new(["dotnet", Program, address, "coordinate", .. settings]);

    /// <summary>Starts a worker.</summary>
    public static ClusterProcess Worker(string address, params string[] settings) => new(["dotnet", Program, address, "worker", .. settings]);

    /// <summary>Starts a worker by another command, such as one that enters a network namespace.</summary>
    public static ClusterProcess WorkerBy(string[] command, string address, params string[] settings) => new([.. command, "dotnet", Program, address, "worker", .. settings]);

    /// <summary>Waits until it said a line.</summary>
    public Task UntilAsync(string line) => Patience.UntilAsync(() =>
    {
        Assert.False(HasExited && !_lines.Contains(line), $"the process ended ({(HasExited ? _process.ExitCode : 0)}) before it said '{line}': {Errors}");
        return Task.FromResult(_lines.Contains(line));
    }, $"a process says '{line}'");

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal: INT, TERM, STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
