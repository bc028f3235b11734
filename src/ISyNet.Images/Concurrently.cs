using System.Runtime.ExceptionServices;

namespace ISyNet.Images;

/// <summary>A loop on all processors whose error is the first job's own, not a collection of them.</summary>
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
