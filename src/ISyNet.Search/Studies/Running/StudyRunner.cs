using System.Runtime.ExceptionServices;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>
/// Runs a study and owns its threads. It prepares the evaluator; then workers lease candidates, evaluate them and record the results. When a batch is
/// finished, the strategy proposes the next. Batches make the candidates the same for any number of workers and processes, killed and resumed at any point.
/// Several processes may run one study at once.
/// </summary>
/// <param name="store">Where the study is.</param>
/// <param name="study">The study; it must already be in the store.</param>
/// <param name="space">The search space of its genotypes.</param>
/// <param name="strategy">The strategy; its name and batch size must be those of the study.</param>
/// <param name="evaluator">Evaluates candidates; called from several threads at once when there are several workers.</param>
/// <param name="costs">The cheap objectives, added to what the evaluator reports; null when it reports all.</param>
public sealed class StudyRunner(
    IStudyStore store, Study study, SearchSpace space, ISearchStrategy strategy, ICandidateEvaluator evaluator, ICheapObjectives? costs = null)
{
    /// <summary>
    /// Runs until the study has its trials or the time is up. Cancellation ends it within two seconds: finished candidates are kept,
    /// the others are returned, and a later run continues.
    /// </summary>
    /// <param name="options">Trials, workers and time limit.</param>
    /// <param name="progress">Receives every event; may be null.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="StudyException">The store fails, the strategy is not the study's, or too many consecutive candidates fail.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<StudyRunResult> RunAsync(
        StudyRunOptions options, IProgress<StudyEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var run = await OpenRun.BeginAsync(store, study, space, strategy, options, progress, cancellationToken);
        var worker = new CandidateWorker(store, study, space, evaluator, costs, options, progress);
        await worker.PrepareAsync(cancellationToken);
        var workers = Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(run, worker, options, stop)).ToArray();
        try
        {
            await Task.WhenAll(workers);
        }
        catch (Exception) when (workers.Any(w => w.IsFaulted))
        {
            // The first worker that failed stopped the others; theirs is the cancellation, not the cause.
            ExceptionDispatchInfo.Throw(workers.First(w => w.IsFaulted).Exception!.InnerException!);
        }

        return await run.EndAsync(cancellationToken);
    }

    private static async Task WorkAsync(OpenRun run, CandidateWorker worker, StudyRunOptions options, CancellationTokenSource stop)
    {
        var owner = LeaseOwner.Here(Guid.NewGuid().ToString("N"));
        try
        {
            // Off the caller's thread at once: stores may block.
            await Task.Yield();
            while (!run.TimeIsUp)
            {
                stop.Token.ThrowIfCancellationRequested();
                if (await worker.LeaseAsync(0, options.Trials, owner, stop.Token) is { } leased)
                {
                    var begunAt = options.Clock.GetTimestamp();
                    if (await worker.EvaluateAsync(leased, owner, stop.Token) is { } trial)
                        run.Count(trial, options.Clock.GetElapsedTime(begunAt));
                    run.Frontier.Signal();
                }
                else if (!await run.Frontier.AdvanceAsync(options.PollInterval, stop.Token))
                {
                    return;
                }
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
