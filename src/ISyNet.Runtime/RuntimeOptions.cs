using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>Session options that make runs comparable: stated threads, sequential, no spinning, nothing logged.</summary>
public static class RuntimeOptions
{
    /// <summary>Options of a session on the processor; the caller disposes of them.</summary>
    /// <param name="threads">Threads inside one operation.</param>
    public static SessionOptions Create(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }
}
