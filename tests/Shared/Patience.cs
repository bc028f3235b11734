using System.Diagnostics;

namespace ISyNet.Tests;

/// <summary>
/// Waits for what another thread or process does. Nothing depends on how long it takes: the limit, far beyond what a crowded machine needs, only
/// turns a hang into a failure.
/// </summary>
internal static class Patience
{
    /// <summary>After so long, it hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds, looking again and again.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(Look))
            Assert.True(watch.Elapsed < Limit, $"waited {Limit.TotalMinutes} minutes until {what}");
    }

    /// <inheritdoc cref="UntilAsync"/>
    public static void Until(Func<bool> condition, string what) =>
        UntilAsync(() => Task.FromResult(condition()), what).GetAwaiter().GetResult();

    /// <summary>Waits for the end of a process.</summary>
    /// <returns>Its exit code.</returns>
    public static int Exit(this Process process)
    {
        Assert.True(process.WaitForExit(Limit), "the process did not end");
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Waits for a task.</summary>
    public static Task Ending(this Task task) => task.WaitAsync(Limit);
}
