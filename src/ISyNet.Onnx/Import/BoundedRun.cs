using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Runs untrusted graphs with bounded memory and time. Tensors are allocated in one arena of bounded size. A run that takes too long is
/// stopped between two nodes or two iterations of a loop; a kernel that does not return is abandoned on its own thread. The limit counts
/// both wall time and the processor time of this program, so that valid files also pass on a busy machine.
/// </summary>
internal static class BoundedRun
{
    public const uint MemoryBytes = 512u << 20;

    /// <summary>The limit for opening a session. Valid files need a small part of it, on a busy machine too.</summary>
    public static readonly TimeSpan OpeningLimit = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(4);
    private const double IdleFactor = 15;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly Lazy<bool> Arena = new(RegisterArena);

    /// <summary>Makes sessions with these options use the bounded arena.</summary>
    public static void Apply(SessionOptions options)
    {
        _ = Arena.Value;
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
    }

    /// <summary>The result of a run within the limits.</summary>
    /// <exception cref="ImportLimitException">It takes too long.</exception>
    /// <exception cref="OnnxRuntimeException">It fails, or needs more memory.</exception>
    public static T Run<T>(Func<RunOptions, T> run) => Run(run, TimeLimit);

    /// <inheritdoc cref="Run{T}(Func{RunOptions, T})"/>
    public static T Run<T>(Func<RunOptions, T> run, TimeSpan limit)
    {
        var options = new RunOptions();
        // Free the memory of the run.
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
        // It may be waiting for the processor; an endless wait is ended too.
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
