using System.Collections.Immutable;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using Microsoft.Extensions.Time.Testing;

namespace ISyNet.Studies.Tests.Contract;

/// <summary>What every store must do. A descendant says how to open one.</summary>
public abstract class StudyStoreContract : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly LeaseOwner Anna = LeaseOwner.Here("anna"), Bert = LeaseOwner.Here("bert");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private IStudyStore _store = null!;

    private protected abstract Task<IStudyStore> OpenAsync(TimeProvider clock);

    public async ValueTask InitializeAsync() => _store = await OpenAsync(_clock);

    public virtual async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_range_limits_which_candidate_is_leased()
    {
        await _store.CreateAsync(Specs.Study("s"));
        await _store.AppendAsync("s", Specs.Proposals(0, 5));
        Assert.Equal(3, (await _store.LeaseAsync("s", 3, 4, Anna, Minute, maxAttempts: 3))!.Number);
        Assert.Null(await _store.LeaseAsync("s", 3, 4, Bert, Minute, maxAttempts: 3));
        Assert.Equal(4, (await _store.LeaseAsync("s", 3, 9, Bert, Minute, maxAttempts: 3))!.Number);
        Assert.Null(await _store.LeaseAsync("s", 2, 2, Bert, Minute, maxAttempts: 3));
        Assert.Equal(0, (await _store.LeaseAsync("s", 0, 9, Bert, Minute, maxAttempts: 3))!.Number);
    }

    [Fact]
    public async Task The_first_decides_what_a_study_is_evaluated_with()
    {
        await _store.CreateAsync(Specs.Study("s"));
        await _store.CreateAsync(Specs.Study("t"));
        var (first, second) = (new StudyNumerics("1.0", "float32"), new StudyNumerics("1.1", null));
        Assert.Equal(first, await _store.AgreeAsync("s", first));
        Assert.Equal(first, await _store.AgreeAsync("s", second));
        Assert.Equal(second, await _store.AgreeAsync("t", second));
        await Assert.ThrowsAsync<StudyException>(() => _store.AgreeAsync("nil", first));
        Assert.Equal("version 1.1 instead of 1.0", second.DifferenceFrom(first));
        Assert.Equal("float32 instead of no recorded arithmetic", (first with { Version = "1.1" }).DifferenceFrom(second));
        Assert.Null(first.DifferenceFrom(first));
    }

    [Fact]
    public async Task A_study_comes_back_as_it_was_made()
    {
        var study = Specs.Study("näh 'quoted' %s") with { CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123) };
        await _store.CreateAsync(study);
        Assert.Equal(study, await _store.FindAsync(study.Name));
        Assert.Null(await _store.FindAsync("another"));
    }

    [Theory]
    [InlineData("another", "space", "images", "its device 'ascend310' has changed since the study was created")]
    [InlineData("device", "another", "images", "its space 'isynet-small' has changed since the study was created")]
    [InlineData("device", "space", "another", "its data set 'pictures' has changed since the study was created")]
    [InlineData("device", "space", "images", null)]
    [InlineData(null, null, null, null)]
    public async Task A_changed_device_space_or_data_set_is_noticed(string? device, string? space, string? data, string? problem)
    {
        var spec = Specs.Spec() with { Evaluator = Specs.Spec().Evaluator with { Data = "pictures" }, Contents = new ContentHashes("device", "space", "images") };
        var catalog = new StudyCatalog(_store);
        await catalog.CreateAsync("s", spec);
        Assert.Equal(spec.Contents, (await catalog.OpenAsync("s")).Spec.Contents);
        var now = spec with { Contents = new ContentHashes(device, space, data) };
        if (problem is null)
        {
            await catalog.ResumeAsync("s", now);
            (await catalog.OpenAsync("s")).CheckContents(now.Contents);
            return;
        }

        Assert.Contains(problem, (await Assert.ThrowsAsync<StudyException>(() => catalog.ResumeAsync("s", now))).Message, StringComparison.Ordinal);
        var study = await catalog.OpenAsync("s");
        Assert.Contains(problem, Assert.Throws<StudyException>(() => study.CheckContents(now.Contents)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await _store.CreateAsync(Specs.Study("s"));
        var error = await Assert.ThrowsAsync<StudyException>(() => _store.CreateAsync(Specs.Study("s", seed: 2)));
        Assert.Contains("already has a study 's'", error.Message, StringComparison.Ordinal);
        Assert.Equal(1UL, (await _store.FindAsync("s"))!.Spec.Seed);
    }

    [Fact]
    public async Task Studies_are_listed_by_name_with_their_counts()
    {
        await MakeAsync("b", 3);
        await MakeAsync("a", 0);
        await LeaseAsync("b", Anna);
        await LeaseAsync("b", Bert);
        Assert.True(await _store.FinishAsync("b", 0, Anna, Evaluation.Failed("no", 1), null));
        var list = await _store.ListAsync();
        Assert.Equal(["a", "b"], list.Select(s => s.Study.Name));
        Assert.Equal(new StudyCounts(0, 0, 0, 0), list[0].Counts);
        Assert.Equal(new StudyCounts(1, 1, 0, 1), list[1].Counts);
        Assert.Equal(list[1].Counts, await _store.CountAsync("b"));
    }

    [Fact]
    public async Task A_deleted_study_is_gone_with_its_candidates_and_its_name_is_free()
    {
        await MakeAsync("s", 2);
        await MakeAsync("other", 1);
        await LeaseAsync("s", Anna);
        await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(1, 1, 1));
        await _store.DeleteAsync("s");
        Assert.Null(await _store.FindAsync("s"));
        await Assert.ThrowsAsync<StudyException>(() => _store.FinishAsync("s", 0, Anna, Done(0.5), null));
        await MakeAsync("s", 0);
        Assert.Empty(await _store.ReadAsync("s"));
        Assert.Single(await _store.ReadAsync("other"));
        await Assert.ThrowsAsync<StudyException>(() => _store.DeleteAsync("never"));
    }

    [Fact]
    public async Task Every_operation_names_an_unknown_study()
    {
        Func<Task>[] operations =
        [
            () => _store.CountAsync("nil"), () => _store.AppendAsync("nil", Specs.Proposals(0, 1)), () => LeaseAsync("nil", Anna),
            () => _store.RenewAsync("nil", 0, Anna, Minute), () => _store.ReturnAsync("nil", 0, Anna, counted: false),
            () => _store.AddCurvePointAsync("nil", 0, Anna, new CurvePoint(1, 1, 1)), () => _store.FinishAsync("nil", 0, Anna, Done(1), null),
            () => _store.ReadAsync("nil"), () => _store.CurveAsync("nil", 0),
        ];
        foreach (var operation in operations)
            Assert.Contains("no study 'nil'", (await Assert.ThrowsAsync<StudyException>(operation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_are_appended_once_and_without_gaps()
    {
        await MakeAsync("s", 0);
        Assert.True(await _store.AppendAsync("s", Specs.Proposals(0, 4)));
        Assert.False(await _store.AppendAsync("s", Specs.Proposals(0, 4)));
        Assert.False(await _store.AppendAsync("s", Specs.Proposals(3, 4)));
        await Assert.ThrowsAsync<StudyException>(() => _store.AppendAsync("s", Specs.Proposals(5, 1)));
        Assert.True(await _store.AppendAsync("s", Specs.Proposals(4, 2)));
        var candidates = await _store.ReadAsync("s");
        Assert.Equal(Specs.Proposals(0, 6), candidates.Select(c => c.Proposal));
        Assert.All(candidates, c => Assert.Equal(StudyCandidate.New(c.Proposal), c));
        Assert.Equal([2, 3], (await _store.ReadAsync("s", 2, 4)).Select(c => c.Number));
    }

    [Fact]
    public async Task A_lease_gives_the_free_candidate_of_smallest_number_to_one_worker()
    {
        await MakeAsync("s", 3);
        var first = await LeaseAsync("s", Anna);
        var second = await LeaseAsync("s", Bert);
        Assert.Equal((0, 1), (first!.Number, second!.Number));
        Assert.Equal(CandidateState.Running, first.State);
        Assert.Equal(new Lease(Anna, _clock.GetUtcNow() + Minute), first.Lease);
        Assert.Equal(_clock.GetUtcNow(), first.StartedAt);
        Assert.Equal(first, (await _store.ReadAsync("s"))[0]);
        Assert.Null(await LeaseAsync("s", Anna, below: 2));
        Assert.Equal(2, (await LeaseAsync("s", Anna))!.Number);
        Assert.Null(await LeaseAsync("s", Anna));
    }

    [Fact]
    public async Task Leases_of_many_threads_never_give_a_candidate_twice()
    {
        await MakeAsync("s", 60);
        var given = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var mine = new List<int>();
            var owner = LeaseOwner.Here($"w{worker}");
            while (await LeaseAsync("s", owner) is { } candidate)
            {
                mine.Add(candidate.Number);
                Assert.True(await _store.FinishAsync("s", candidate.Number, owner, Done(worker), null));
            }

            return mine;
        })));
        Assert.Equal(Enumerable.Range(0, 60), given.SelectMany(g => g).Order());
        Assert.Equal(new StudyCounts(0, 0, 60, 0), await _store.CountAsync("s"));
    }

    [Fact]
    public async Task Many_threads_append_a_batch_once()
    {
        await MakeAsync("s", 0);
        var appended = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _store.AppendAsync("s", Specs.Proposals(0, 5)))));
        Assert.Equal(1, appended.Count(done => done));
        Assert.Equal(5, (await _store.ReadAsync("s")).Count);
    }

    [Fact]
    public async Task A_lease_that_ends_frees_its_candidate_and_a_renewed_one_does_not()
    {
        await MakeAsync("s", 2);
        await LeaseAsync("s", Anna);
        await LeaseAsync("s", Bert);
        await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(1, 1, 1));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.True(await _store.RenewAsync("s", 1, Bert, Minute));
        _clock.Advance(TimeSpan.FromSeconds(40));
        var again = await LeaseAsync("s", Bert);
        Assert.Equal((0, 2), (again!.Number, again.Attempts));
        Assert.Null(await LeaseAsync("s", Bert));
        Assert.Empty(await _store.CurveAsync("s", 0));
        Assert.False(await _store.RenewAsync("s", 0, Anna, Minute));
        Assert.False(await _store.FinishAsync("s", 0, Anna, Done(0.9), null));
        Assert.True(await _store.FinishAsync("s", 0, Bert, Done(0.1), null));
        Assert.Equal(0.1, (await _store.ReadAsync("s"))[0].Evaluation!.Values[Metric.Error]);
    }

    [Fact]
    public async Task A_late_worker_keeps_its_candidate_when_nobody_took_it()
    {
        await MakeAsync("s", 1);
        await LeaseAsync("s", Anna);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await _store.FinishAsync("s", 0, Anna, Done(0.3), null));
        Assert.False(await _store.FinishAsync("s", 0, Anna, Done(0.4), null));
    }

    [Fact]
    public async Task A_candidate_that_kills_its_workers_is_failed_in_the_end()
    {
        await MakeAsync("s", 2);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal((0, attempt), (await _store.LeaseAsync("s", 0, 9, Anna, Minute, maxAttempts: 3)) is { } c ? (c.Number, c.Attempts) : default);
            if (attempt == 2)
                Assert.True(await _store.ReturnAsync("s", 0, Anna, counted: true));
            else
                _clock.Advance(Minute);
        }

        Assert.Equal(1, (await _store.LeaseAsync("s", 0, 9, Anna, Minute, maxAttempts: 3))!.Number);
        var dead = (await _store.ReadAsync("s"))[0];
        Assert.Equal(CandidateState.Failed, dead.State);
        Assert.Contains("worker died 3 times", dead.Evaluation!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_given_back_waits_as_if_it_had_not_been_begun()
    {
        await MakeAsync("s", 1);
        await LeaseAsync("s", Anna);
        await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(1, 1, 1));
        Assert.False(await _store.ReturnAsync("s", 0, Bert, counted: false));
        Assert.True(await _store.ReturnAsync("s", 0, Anna, counted: false));
        Assert.Equal(StudyCandidate.New(Specs.Proposals(0, 1)[0]), (await _store.ReadAsync("s"))[0]);
        Assert.Empty(await _store.CurveAsync("s", 0));
    }

    [Fact]
    public async Task A_result_comes_back_as_it_was_told()
    {
        await MakeAsync("s", 2);
        await LeaseAsync("s", Anna);
        await LeaseAsync("s", Anna);
        MetricValues values = [(Metric.Error, 0.1 + 0.2), (Metric.LatencyMsPerImage, double.NaN), (Metric.Macs, 1e300)];
        var curve = ImmutableArray.Create(new CurvePoint(0.5, 1.25, 2.5), new CurvePoint(1, 2.5, 1.125, 0.25));
        var conditions = new MachineConditions("host", "os \"x\"", ".NET", 2, 3, 0.75) { Arithmetic = "float32 products" };
        _clock.Advance(Minute);
        Assert.True(await _store.FinishAsync("s", 0, Anna, new Evaluation(values, curve, 12.5), conditions));
        Assert.True(await _store.FinishAsync("s", 1, Anna, Evaluation.Failed("lost 50 % of 'it'\nand more", 3), null));

        var candidates = await _store.ReadAsync("s");
        Assert.Equal((CandidateState.Complete, conditions), (candidates[0].State, candidates[0].Conditions!));
        Assert.Equal(values.OrderBy(v => v.Metric.Name), candidates[0].Evaluation!.Values.OrderBy(v => v.Metric.Name));
        Assert.Equal((12.5, null, true), (candidates[0].Evaluation!.Seconds, candidates[0].Evaluation!.Error, candidates[0].Evaluation!.Curve.IsEmpty));
        Assert.Equal((_clock.GetUtcNow() - Minute, _clock.GetUtcNow(), null), (candidates[0].StartedAt, candidates[0].FinishedAt, candidates[0].Lease));
        Assert.Equal(curve, await _store.CurveAsync("s", 0));
        Assert.Equal((CandidateState.Failed, "lost 50 % of 'it'\nand more"), (candidates[1].State, candidates[1].Evaluation!.Error));
        Assert.Empty(candidates[1].Evaluation!.Values);
    }

    [Fact]
    public async Task A_curve_grows_while_its_candidate_runs_and_the_result_has_the_last_word()
    {
        await MakeAsync("s", 1);
        await LeaseAsync("s", Anna);
        Assert.True(await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(2, 2, double.NaN)));
        Assert.True(await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(1, 1, 0.5)));
        Assert.True(await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(1, 1, 0.25)));
        Assert.False(await _store.AddCurvePointAsync("s", 0, Bert, new CurvePoint(3, 3, 0.1)));
        Assert.Equal([new CurvePoint(1, 1, 0.25), new CurvePoint(2, 2, double.NaN)], await _store.CurveAsync("s", 0));
        await _store.FinishAsync("s", 0, Anna, Done(0.5), null);
        Assert.Equal(2, (await _store.CurveAsync("s", 0)).Count);
        Assert.False(await _store.AddCurvePointAsync("s", 0, Anna, new CurvePoint(3, 3, 0.1)));
    }

    [Fact]
    public async Task An_endless_error_text_is_kept_short()
    {
        await MakeAsync("s", 1);
        await LeaseAsync("s", Anna);
        await _store.FinishAsync("s", 0, Anna, Evaluation.Failed(new string('x', 100_000), 0), null);
        Assert.Equal(StudyErrors.MaxErrorLength, (await _store.ReadAsync("s"))[0].Evaluation!.Error!.Length);
    }

    [Fact]
    public async Task A_cancelled_operation_does_nothing()
    {
        await MakeAsync("s", 1);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.LeaseAsync("s", 0, 9, Anna, Minute, 3, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.ReadAsync("s", cancellationToken: cancelled));
        Assert.Equal(new StudyCounts(1, 0, 0, 0), await _store.CountAsync("s"));
    }

    [Fact]
    public async Task What_a_run_was_asked_for_is_told_to_those_who_watch()
    {
        await MakeAsync("s", 0);
        Assert.Null(Assert.Single(await _store.ListAsync()).Trials);
        await _store.SetTrialsAsync("s", 32);
        await _store.SetTrialsAsync("s", 64);
        Assert.Equal(64, Assert.Single(await _store.ListAsync()).Trials);
        Assert.Equal(64, (await _store.ReadStartedAsync("s")).Trials);
        await Assert.ThrowsAsync<StudyException>(() => _store.SetTrialsAsync("another", 1));
    }

    [Fact]
    public async Task The_started_candidates_are_those_that_run_or_are_finished()
    {
        await MakeAsync("s", 6);
        Assert.Equal((6, 0), ((await _store.ReadStartedAsync("s")).Proposed, (await _store.ReadStartedAsync("s")).Candidates.Count));
        for (var i = 0; i < 4; i++)
            await LeaseAsync("s", i == 3 ? Bert : Anna);
        await _store.FinishAsync("s", 0, Anna, Done(0.5), null);
        await _store.FinishAsync("s", 2, Anna, Evaluation.Failed("no", 1), null);
        await _store.ReturnAsync("s", 1, Anna, counted: false);
        Assert.Equal([(0, CandidateState.Complete), (2, CandidateState.Failed), (3, CandidateState.Running)], (await _store.ReadStartedAsync("s")).Candidates.Select(c => (c.Number, c.State)));
        Assert.Equal([2, 3], (await _store.ReadStartedAsync("s", 1)).Candidates.Select(c => c.Number));
        Assert.Equal(await _store.ReadAsync("s", 3, 4), (await _store.ReadStartedAsync("s", 3)).Candidates);
        await Assert.ThrowsAsync<StudyException>(() => _store.ReadStartedAsync("another"));
    }

    private static Evaluation Done(double error) => new([(Metric.Error, error)], [], 1);

    private async Task MakeAsync(string name, int candidates)
    {
        await _store.CreateAsync(Specs.Study(name));
        if (candidates > 0)
            Assert.True(await _store.AppendAsync(name, Specs.Proposals(0, candidates)));
    }

    private Task<StudyCandidate?> LeaseAsync(string study, LeaseOwner owner, int below = int.MaxValue) =>
        _store.LeaseAsync(study, 0, below, owner, Minute, maxAttempts: 3);
}
