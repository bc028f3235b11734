namespace ISyNet.Search.Studies.Running;

/// <summary>Runs blocking work on a separate thread: in the thread pool, minutes of computation would delay the heartbeats.</summary>
internal static class OwnThread
{
    /// <summary>Runs the work.</summary>
    /// <param name="work">The work; it receives its own cancellation token.</param>
    /// <param name="grace">The time that it may take to stop after a cancellation. After that it is abandoned, because the process is about to end.</param>
    /// <param name="cancellationToken">The token that cancels the work.</param>
    /// <exception cref="TimeoutException">It did not stop in time.</exception>
    public static async Task<T> RunAsync<T>(Func<T> work, TimeSpan grace, CancellationToken cancellationToken)
    {
        var task = Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        try
        {
            return await task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await task.WaitAsync(grace, CancellationToken.None);
        }
    }
}
