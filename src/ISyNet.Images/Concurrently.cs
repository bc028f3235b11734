using System.Runtime.ExceptionServices;

namespace ISyNet.Images;

/// <summary>A parallel loop that throws the first error itself instead of a collection of errors.</summary>
internal static class Concurrently
{
    public static void Run(int count, Action<int> job, CancellationToken cancellation = default)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, job);
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}
