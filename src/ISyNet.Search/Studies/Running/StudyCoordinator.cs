using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>
/// Runs a study whose candidates are evaluated elsewhere: it proposes batches, offers their candidates to a queue, and waits for the results in the
/// store. Its proposals are those of <see cref="StudyRunner"/>, since both look at the study through the same frontier.
/// </summary>
/// <param name="store">Where the study is.</param>
/// <param name="study">The study; it must already be in the store.</param>
/// <param name="space">The search space of its genotypes.</param>
/// <param name="strategy">The strategy; its name and batch size must be those of the study.</param>
/// <param name="queue">Carries the candidates to the workers.</param>
public sealed class StudyCoordinator(IStudyStore store, Study study, SearchSpace space, ISearchStrategy strategy, ICandidateQueue queue)
{
    /// <summary>
    /// Runs until the study has its trials or the time is up. At the end of the time, queued candidates are taken back and started ones are awaited.
    /// After a cancellation, the workers still finish the open batch, and a later run continues.
    /// </summary>
    /// <param name="options">Trials and time limit; its number of workers has no effect.</param>
    /// <param name="progress">Receives what is proposed and finished; may be null.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="StudyException">The store or the queue fails, the strategy is not the study's, or too many consecutive candidates fail.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<StudyRunResult> RunAsync(
        StudyRunOptions options, IProgress<StudyEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        using var run = await OpenRun.BeginAsync(store, study, space, strategy, options, progress, cancellationToken);
        var frontier = run.Frontier;
        await frontier.FinishedAsync(cancellationToken);
        frontier.TakeNews();
        progress?.Report(new EvaluatorPrepared());
        var withdrawn = false;
        while (true)
        {
            var timeIsUp = run.TimeIsUp;
            var state = timeIsUp ? await frontier.WaitAsync(cancellationToken) : await frontier.LookAsync(cancellationToken);
            foreach (var trial in frontier.TakeNews())
            {
                progress?.Report(new CandidateFinished(trial));
                run.Failures.Count(trial);
            }

            if (state == FrontierState.AllTrials)
                break;
            if (state == FrontierState.MoreWork)
                continue;
            if (!timeIsUp)
                await queue.OfferAsync(study, frontier.Open, cancellationToken);
            else if (!withdrawn)
                await queue.WithdrawAsync(study, cancellationToken);
            withdrawn = timeIsUp;
            foreach (var notice in queue.TakeNotices())
                progress?.Report(new CandidatesWait(notice));
            await Task.Delay(options.PollInterval, options.Clock, cancellationToken);
        }

        return await run.EndAsync(cancellationToken);
    }
}
