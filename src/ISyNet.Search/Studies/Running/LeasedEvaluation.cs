using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies.Running;

/// <summary>Evaluates leased candidates, one after the other, and records what comes of them.</summary>
internal sealed class LeasedEvaluation(
    IStudyStore store, Study study, ICandidateEvaluator evaluator, ICheapObjectives? costs, LeaseOwner owner,
    StudyRunOptions options, IProgress<StudyEvent>? progress)
{
    // What is left of the two seconds after the evaluation's own grace, for giving the candidate back.
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromMilliseconds(700);

    /// <summary>Evaluates a candidate.</summary>
    /// <returns>The trial, or null when the lease was lost and the work was in vain.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped; the candidate was given back.</exception>
    public async Task<Trial?> RunAsync(StudyCandidate leased, SearchSpace space, CancellationToken cancellationToken)
    {
        var candidate = leased.Proposal.ToCandidate(space);
        progress?.Report(new CandidateStarted(candidate, leased.Attempts));
        var conditions = MachineConditions.Now(options.Workers);
        var startedAt = options.Clock.GetTimestamp();
        await using var lease = new LeaseKeeper(store, study.Name, leased.Number, owner, options.LeaseDuration, options.Clock, progress, cancellationToken);
        var evaluation = await EvaluateAsync(candidate, space, lease, startedAt);
        await lease.StopAsync();
        if (evaluation is null)
        {
            if (!lease.IsLost)
                await GiveBackAsync(leased.Number);
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

    private async Task<Evaluation?> EvaluateAsync(Candidate candidate, SearchSpace space, LeaseKeeper lease, long startedAt)
    {
        try
        {
            var evaluation = await OwnThread.RunAsync(
                () => evaluator.Evaluate(candidate, space.Build(candidate.Genotype), lease, lease.Token), options.StopGrace, lease.Token);
            return Complete(candidate, space, evaluation);
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

    private Evaluation Complete(Candidate candidate, SearchSpace space, Evaluation evaluation)
    {
        if (!evaluation.Succeeded)
            return evaluation;
        if (costs is not null)
            evaluation = evaluation.With(costs.Measure(space.Build(candidate.Genotype)));
        return study.Spec.Objectives.FirstOrDefault(o => evaluation.Values.Find(o.Metric) is null) is { } missing
            ? throw new StudyException($"the evaluator reported no '{missing.Metric}'")
            : evaluation;
    }

    private async Task GiveBackAsync(int number)
    {
        using var limit = new CancellationTokenSource(ReturnLimit);
        try
        {
            if (await store.ReturnAsync(study.Name, number, owner, counted: false, limit.Token))
                progress?.Report(new CandidateReturned(number));
        }
        catch (Exception error) when (error is StudyException or OperationCanceledException)
        {
            // The store does not answer: the lease ends by itself, or with this process.
        }
    }

    private static string Describe(Exception error) =>
        error is ISyNetException ? error.Message : $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}";
}
