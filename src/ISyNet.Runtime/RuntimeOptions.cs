using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>Session options that make runs comparable: stated threads, sequential, no spinning, nothing logged.</summary>
internal static class RuntimeOptions
{
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

    /// <summary>The runtime's message on one line, bounded.</summary>
    public static string OneLine(OnnxRuntimeException error) => OneLine(error.Message);

    /// <summary>A message that may quote an untrusted file: one line, bounded, without control characters.</summary>
    public static string OneLine(string message)
    {
        const int longest = 600;
        var printable = new string([.. message.Take(longest * 2).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);
        var line = string.Join(' ', printable.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= longest ? line : $"{line[..longest]}…";
    }
}
