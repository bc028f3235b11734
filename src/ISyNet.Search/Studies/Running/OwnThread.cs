namespace ISyNet.Search.Studies.Running;

/// <summary>Blocking work on a thread of its own: in the thread pool, minutes of computation would starve the heartbeats.</summary>
internal static class OwnThread
{
    /// <summary>Runs the work.</summary>
    /// <param name="work">It is told of the cancellation by a token of its own.</param>
    /// <param name="grace">How long it may take to obey a cancellation; then it is left behind, and the process is about to end anyway.</param>
    /// <param name="cancellationToken">The token that the work obeys.</param>
    /// <exception cref="TimeoutException">It did not obey in time.</exception>
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
