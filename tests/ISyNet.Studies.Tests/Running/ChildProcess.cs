using System.Diagnostics;
using System.Globalization;

namespace ISyNet.Studies.Tests.Running;

/// <summary>The child program, running a study in a process of its own.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ISyNet.Studies.Child.dll");
    private readonly Process _process;
    private readonly Task<string> _error;

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        // A crash must not leave a dump behind where a test provokes it.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the child, which makes so many evaluations and then gets stuck.</summary>
    public static ChildProcess Run(string location, int trials, int workers, int evaluations) =>
        new(new ProcessStartInfo("dotnet", [Program, location, .. Numbers(trials, workers, evaluations)]));

    /// <summary>Starts the child by a line of shell, which finds its command line in "$@".</summary>
    public static ChildProcess RunIn(string shell, string location, int trials, int workers, int evaluations) =>
        new(new ProcessStartInfo("bash", ["-c", shell, "child", "dotnet", Program, location, .. Numbers(trials, workers, evaluations)]));

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>What Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end: the exit code and what was written to standard error.</summary>
    public async Task<(int ExitCode, string Error)> WaitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return (_process.ExitCode, (await _error).Trim());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static IEnumerable<string> Numbers(params int[] numbers) => numbers.Select(n => n.ToString(CultureInfo.InvariantCulture));
}
