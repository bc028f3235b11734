using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>
/// Evaluates candidates of a study that it leases from the store, and records their results. Who proposes them is the concern of others:
/// <see cref="StudyRunner"/> proposes in the same process, <see cref="StudyCoordinator"/> in another. Thread-safe.
/// </summary>
/// <param name="store">Where the study is.</param>
/// <param name="study">The study; it must already be in the store.</param>
/// <param name="space">The search space of its genotypes.</param>
/// <param name="evaluator">Evaluates candidates; called from several threads at once when there are several workers.</param>
/// <param name="costs">The cheap objectives, added to what the evaluator reports; null when it reports all.</param>
/// <param name="options">Leases and limits.</param>
/// <param name="progress">Receives every event; may be null.</param>
public sealed class CandidateWorker(
    IStudyStore store, Study study, SearchSpace space, ICandidateEvaluator evaluator, ICheapObjectives? costs,
    EvaluationOptions options, IProgress<StudyEvent>? progress = null)
{
    // What is left of the two seconds after the evaluation's own grace, for giving the candidate back.
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromMilliseconds(700);

    /// <summary>Prepares the evaluator, on a thread of its own.</summary>
    /// <exception cref="ISyNetException">It cannot be prepared.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OwnThread.RunAsync(() =>
            {
                evaluator.Prepare(progress is null ? null : new Preparation(progress), cancellationToken);
                return true;
            }, options.StopGrace, cancellationToken);
        }
        catch (TimeoutException) when (cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        progress?.Report(new EvaluatorPrepared());
    }

    /// <summary>Leases the free candidate with the smallest number of a range.</summary>
    /// <returns>The candidate, or null when none is free.</returns>
    public Task<StudyCandidate?> LeaseAsync(int from, int below, LeaseOwner owner, CancellationToken cancellationToken) =>
        store.LeaseAsync(study.Name, from, below, owner, options.LeaseDuration, options.MaxAttempts, cancellationToken);

    /// <summary>Evaluates a leased candidate.</summary>
    /// <returns>The trial, or null if the lease was lost and the work was discarded.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped; the candidate was returned.</exception>
    /// <exception cref="StudyException">The store fails.</exception>
    public async Task<Trial?> EvaluateAsync(StudyCandidate leased, LeaseOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        var candidate = leased.Proposal.ToCandidate(space);
        progress?.Report(new CandidateStarted(candidate, leased.Attempts));
        var conditions = MachineConditions.Now(options.Workers);
        var startedAt = options.Clock.GetTimestamp();
        await using var lease = new LeaseKeeper(store, study.Name, leased.Number, owner, options.LeaseDuration, options.Clock, progress, cancellationToken);
        var evaluation = await ComputeAsync(candidate, lease, startedAt);
        await lease.StopAsync();
        if (evaluation is null)
        {
            if (!lease.IsLost)
                await GiveBackAsync(leased.Number, owner);
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }

        if (evaluation.Succeeded)
            conditions = conditions with { Arithmetic = evaluator.Arithmetic };
        if (evaluation.Curve.IsDefaultOrEmpty)
            evaluation = evaluation with { Curve = lease.Curve };
        // Not cancelled: what is finished is kept. The store bounds its own waiting.
        if (!await store.FinishAsync(study.Name, leased.Number, owner, evaluation, conditions, CancellationToken.None))
        {
            progress?.Report(new LeaseLost(leased.Number, owner));
            return null;
        }

        var trial = new Trial(candidate, evaluation);
        progress?.Report(new CandidateFinished(trial));
        return trial;
    }

    private async Task<Evaluation?> ComputeAsync(Candidate candidate, LeaseKeeper lease, long startedAt)
    {
        try
        {
            var evaluation = await OwnThread.RunAsync(
                () => evaluator.Evaluate(candidate, space.Build(candidate.Genotype), lease, lease.Token), options.StopGrace, lease.Token);
            return Complete(candidate, evaluation);
        }
        catch (Exception error) when (lease.Token.IsCancellationRequested && error is OperationCanceledException or TimeoutException)
        {
            return null;
        }
#pragma warning disable CA1031 // whatever an evaluator throws belongs to its candidate, and the study goes on
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Evaluation.Failed(Describe(error), options.Clock.GetElapsedTime(startedAt).TotalSeconds);
        }
    }

    private Evaluation Complete(Candidate candidate, Evaluation evaluation)
    {
        if (!evaluation.Succeeded)
            return evaluation;
        if (costs is not null)
            evaluation = evaluation.With(costs.Measure(space.Build(candidate.Genotype)));
        return study.Spec.Objectives.FirstOrDefault(o => evaluation.Values.Find(o.Metric) is null) is { } missing
            ? throw new StudyException($"the evaluator reported no '{missing.Metric}'")
            : evaluation;
    }

    private async Task GiveBackAsync(int number, LeaseOwner owner)
    {
        using var limit = new CancellationTokenSource(ReturnLimit);
        try
        {
            var returned = await store.ReturnAsync(study.Name, number, owner, counted: false, limit.Token);
            progress?.Report(returned ? new CandidateReturned(number) : new LeaseLost(number, owner));
        }
        catch (Exception error) when (error is StudyException or OperationCanceledException)
        {
            // The store does not answer: the lease ends by itself, or with this process.
        }
    }

    private static string Describe(Exception error) =>
        error is ISyNetException ? error.Message : $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}";

    private sealed class Preparation(IProgress<StudyEvent> progress) : IProgress<EvaluatorProgress>
    {
        public void Report(EvaluatorProgress value) => progress.Report(new EvaluatorPreparing(value));
    }
}
