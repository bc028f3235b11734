using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Runs of untrusted graphs: their tensors come from one arena of bounded size, and a run that takes too long is ended between
/// two nodes or two rounds of a loop. A kernel that does not come back even then is left behind on its own thread. Too long is by the
/// clock and by the processor time of this program: on a crowded machine a sound file may take its time.
/// </summary>
internal static class BoundedRun
{
    public const uint MemoryBytes = 512u << 20;

    /// <summary>For a session to be opened: what every sound file takes a small part of, on a crowded machine too.</summary>
    public static readonly TimeSpan OpeningLimit = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(4);
    private const double IdleFactor = 15;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly Lazy<bool> Arena = new(RegisterArena);

    /// <summary>Lets the sessions of these options allocate from the bounded arena.</summary>
    public static void Apply(SessionOptions options)
    {
        _ = Arena.Value;
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
    }

    /// <summary>The result of a run that keeps to the limits.</summary>
    /// <exception cref="ImportLimitException">It takes too long.</exception>
    /// <exception cref="OnnxRuntimeException">It fails, or needs more memory.</exception>
    public static T Run<T>(Func<RunOptions, T> run) => Run(run, TimeLimit);

    /// <inheritdoc cref="Run{T}(Func{RunOptions, T})"/>
    public static T Run<T>(Func<RunOptions, T> run, TimeSpan limit)
    {
        var options = new RunOptions();
        // The arena gives back what the run took.
        options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        var work = Task.Factory.StartNew(() => run(options), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!Ends(work, limit))
        {
            options.Terminate = true;
            if (Ends(work, Grace) && work.IsCompletedSuccessfully)
                (work.Result as IDisposable)?.Dispose();
            throw new ImportLimitException($"computing its shapes takes longer than {limit.TotalSeconds:0} s: export it with static shapes");
        }

        using (options)
            return work.GetAwaiter().GetResult();
    }

    private static bool Ends(Task work, TimeSpan limit)
    {
        var (watch, used, ended) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, ((IAsyncResult)work).AsyncWaitHandle);
        if (ended.WaitOne(limit))
            return true;
        // It may wait for other programs; if it waits for nothing, it ends too.
        while (Environment.CpuUsage.TotalTime - used < limit && watch.Elapsed < IdleFactor * limit)
        {
            if (ended.WaitOne(limit / 10))
                return true;
        }

        return work.IsCompleted;
    }

    private static bool RegisterArena()
    {
        const int asRequested = 1, standard = -1;
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var limits = new OrtArenaCfg(MemoryBytes, asRequested, standard, standard);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, limits);
        return true;
    }
}
