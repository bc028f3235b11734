using CsCheck;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Child;
using ISyNet.Studies.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace ISyNet.Studies.Tests.Running;

public sealed class StudyRunnerTests : IDisposable
{
    private static readonly SearchSpace Space = SpaceCatalog.Find("isynet-small")!;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Any_number_of_workers_evaluates_the_same_candidates_to_the_same_values(int workers)
    {
        var (one, many) = (new MemoryStudyStore(), await OpenAsync());
        var expected = await RunAsync(one, new StudyRunOptions(30));
        var result = await RunAsync(many, new StudyRunOptions(30, workers));
        Assert.Equal(Describe(expected), Describe(result));
        Assert.Equal(StudyStop.AllTrials, result.Stop);
        Assert.Equal(30, result.Trials.Select(t => t.Candidate.Genotype).Distinct().Count());
        await many.DisposeAsync();
    }

    [Fact, Trait("Category", Property.Category)]
    public void Cut_anywhere_and_resumed_with_other_workers_and_trials_a_study_has_the_same_candidates() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 24], Gen.Int[1, 5].Array[1, 4], Gen.Int[1, 24].Array[4]).ForAll((batchSize, trials, workers, cuts) =>
        {
            var expected = RunAsync(new MemoryStudyStore(), new StudyRunOptions(trials), batchSize).GetAwaiter().GetResult();
            var store = new MemoryStudyStore();
            for (var i = 0; i < workers.Length; i++)
            {
                using var cut = new CancellationTokenSource();
                var begun = 0;
                var evaluator = new HashEvaluator((_, _) => Interlocked.Increment(ref begun) > cuts[i] ? cut.CancelAsync() : Task.CompletedTask);
                try
                {
                    RunAsync(store, new StudyRunOptions(Math.Min(cuts[^(i + 1)], trials), workers[i]), batchSize, evaluator, cut.Token).GetAwaiter().GetResult();
                }
                catch (OperationCanceledException)
                {
                    Assert.Equal(0, store.CountAsync("s").Result.Running);
                }
            }

            var result = RunAsync(store, new StudyRunOptions(trials, 3), batchSize).GetAwaiter().GetResult();
            Assert.Equal(Describe(expected), Describe(result)[..trials]);
        }, cases: 60);

    [Fact]
    public async Task Two_runs_at_once_share_a_study()
    {
        var expected = await RunAsync(new MemoryStudyStore(), new StudyRunOptions(40));
        await using var left = await OpenAsync();
        await using var right = await OpenAsync();
        await left.CreateAsync(Specs.Study("s", seed: 7));
        // Two workers hold half of a batch, so neither run can finish the first without the other.
        using var both = new CountdownEvent(2);
        var (mine, yours) = (new HashEvaluator(MeetOnce(both)), new HashEvaluator(MeetOnce(both)));
        var results = await Task.WhenAll(
            RunAsync(left, new StudyRunOptions(40, 2) { PollInterval = TimeSpan.FromMilliseconds(10) }, evaluator: mine),
            RunAsync(right, new StudyRunOptions(40, 2) { PollInterval = TimeSpan.FromMilliseconds(10) }, evaluator: yours));
        Assert.All(results, result => Assert.Equal(Describe(expected), Describe(result)));
        Assert.Equal(40, mine.Evaluations + yours.Evaluations);
        Assert.True(mine.Evaluations > 0 && yours.Evaluations > 0);

        static Func<Candidate, CancellationToken, Task> MeetOnce(CountdownEvent both)
        {
            var met = 0;
            return async (_, _) =>
            {
                if (Interlocked.Exchange(ref met, 1) == 0)
                    both.Signal();
                await Patience.UntilAsync(() => Task.FromResult(both.IsSet), "both runs are at work");
            };
        }
    }

    [Fact]
    public async Task A_stopped_run_ends_keeps_what_is_finished_and_gives_the_rest_back()
    {
        await using var store = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var evaluator = new HashEvaluator((candidate, token) => candidate.Number >= 5 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
        var run = RunAsync(store, new StudyRunOptions(30, 3), evaluator: evaluator, stop: stop.Token);
        await Patience.UntilAsync(async () => await store.CountAsync("s") is { Running: 3, Complete: 5 }, "three wait");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience.Limit));
        Assert.Equal(new StudyCounts(3, 0, 5, 0), await store.CountAsync("s"));
        Assert.All(await store.ReadAsync("s", 5), c => Assert.Equal(0, c.Attempts));
    }

    [Fact]
    public async Task An_evaluator_that_does_not_obey_is_left_behind()
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var store = new MemoryStudyStore();
        var evaluator = new HashEvaluator((_, _) =>
        {
            never.Wait(CancellationToken.None);
            return Task.CompletedTask;
        });
        var run = RunAsync(store, new StudyRunOptions(4, 2), evaluator: evaluator, stop: stop.Token);
        await Patience.UntilAsync(async () => await store.CountAsync("s") is { Running: 2 }, "two wait");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience.Limit));
        Assert.Equal(0, (await store.CountAsync("s")).Running);
        never.Set();
    }

    [Fact]
    public async Task A_failed_candidate_is_recorded_and_the_study_goes_on()
    {
        var store = new MemoryStudyStore();
        var evaluator = new HashEvaluator((candidate, _) => candidate.Number % 3 == 1 ? throw new InvalidOperationException("no memory\nleft") : Task.CompletedTask);
        var result = await RunAsync(store, new StudyRunOptions(9, 2), evaluator: evaluator);
        Assert.Equal([1, 4, 7], result.Trials.Where(t => !t.Evaluation.Succeeded).Select(t => t.Candidate.Number));
        Assert.All(result.Trials.Where(t => !t.Evaluation.Succeeded), t => Assert.Equal("InvalidOperationException: no memory left", t.Evaluation.Error));
        Assert.Equal(new StudyCounts(0, 0, 6, 3), await store.CountAsync("s"));
    }

    [Fact]
    public async Task Failures_in_a_row_end_the_run_with_the_last_error()
    {
        var store = new MemoryStudyStore();
        var evaluator = new HashEvaluator((candidate, _) => candidate.Number >= 3 ? throw new InvalidOperationException("broken") : Task.CompletedTask);
        var error = await Assert.ThrowsAsync<StudyException>(() => RunAsync(store, new StudyRunOptions(100) { FailureLimit = 4 }, evaluator: evaluator));
        Assert.Equal("4 candidates in a row failed, the last, 6, with: InvalidOperationException: broken", error.Message);
        Assert.Equal((4, 0), (await store.CountAsync("s")) is var counts ? (counts.Failed, counts.Running) : default);
    }

    [Fact]
    public async Task After_the_time_limit_no_candidate_is_begun_and_those_begun_are_ended()
    {
        var (store, clock) = (new MemoryStudyStore(), new FakeTimeProvider());
        var begun = 0;
        var fourth = new TaskCompletionSource();
        // Two workers: the first pair is quick, and the time is up while both of the second pair are at work.
        var evaluator = new HashEvaluator((_, _) =>
        {
            var number = Interlocked.Increment(ref begun);
            if (number == 4)
            {
                clock.Advance(TimeSpan.FromMinutes(5));
                fourth.SetResult();
            }

            return number < 3 ? Task.CompletedTask : fourth.Task;
        });
        var result = await RunAsync(store, new StudyRunOptions(100, 2, TimeSpan.FromMinutes(5)) { Clock = clock }, evaluator: evaluator);
        Assert.Equal(StudyStop.TimeLimit, result.Stop);
        Assert.Equal(4, result.Trials.Count);
        Assert.Equal(4, evaluator.Evaluations);
        Assert.Equal(300, result.Seconds);
        Assert.Equal(0, (await store.CountAsync("s")).Running);
    }

    [Fact]
    public async Task A_missing_objective_fails_its_candidate_by_name()
    {
        var store = new MemoryStudyStore();
        var study = Specs.Study("s") with { Spec = Specs.Spec() with { Objectives = [Objective.Error, Objective.Mem] } };
        await store.CreateAsync(study);
        var runner = new StudyRunner(store, study, Space, new SensitiveStrategy(Space, 1, 4), new HashEvaluator());
        var result = await runner.RunAsync(new StudyRunOptions(1));
        Assert.Equal("the evaluator reported no 'mem'", result.Trials[0].Evaluation.Error);
    }

    [Fact]
    public async Task Another_strategy_or_batch_size_than_the_study_s_is_refused()
    {
        var store = new MemoryStudyStore();
        await store.CreateAsync(Specs.Study("s", batchSize: 4));
        var runner = new StudyRunner(store, Specs.Study("s", batchSize: 4), Space, new SensitiveStrategy(Space, 1, 5), new HashEvaluator());
        var error = await Assert.ThrowsAsync<StudyException>(() => runner.RunAsync(new StudyRunOptions(1)));
        Assert.Contains("in batches of 4, not 'test' in batches of 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curves_and_events_reach_store_and_listener()
    {
        var store = new MemoryStudyStore();
        var events = new List<StudyEvent>();
        await store.CreateAsync(Specs.Study("s"));
        var runner = new StudyRunner(store, Specs.Study("s"), Space, new SensitiveStrategy(Space, 1, 4), new HashEvaluator());
        await runner.RunAsync(new StudyRunOptions(2), new Listener(events));
        Assert.Equal(
            ["EvaluatorPrepared", "BatchProposed", "CandidateStarted", "CurveGrew", "CurveGrew", "CandidateFinished", "CandidateStarted", "CurveGrew", "CurveGrew", "CandidateFinished"],
            events.Select(e => e.GetType().Name));
        Assert.Equal([new CurvePoint(1, 0.1, 2), new CurvePoint(2, 0.2, 1, 0.5)], await store.CurveAsync("s", 1));
        Assert.NotNull((await store.ReadAsync("s"))[0].Conditions);
    }

    [Fact]
    public async Task The_evaluator_is_prepared_once_off_the_callers_thread_before_the_first_candidate()
    {
        var events = new List<StudyEvent>();
        var store = new MemoryStudyStore();
        await store.CreateAsync(Specs.Study("s"));
        var caller = Environment.CurrentManagedThreadId;
        var prepared = new List<bool>();
        var evaluator = new PreparedEvaluator((progress, _) =>
        {
            prepared.Add(Environment.CurrentManagedThreadId != caller && !Thread.CurrentThread.IsThreadPoolThread);
            progress!.Report(new EvaluatorProgress(0.5, 1));
        });
        var runner = new StudyRunner(store, Specs.Study("s"), Space, new SensitiveStrategy(Space, 1, 4), evaluator);
        await runner.RunAsync(new StudyRunOptions(8, 2), new Listener(events));
        Assert.Equal([true], prepared);
        Assert.Equal([new EvaluatorPreparing(new EvaluatorProgress(0.5, 1)), new EvaluatorPrepared()], events.Take(2));
        Assert.All(evaluator.OnPool, Assert.False);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_preparation_can_be_stopped_whether_it_obeys_or_not(bool obeys)
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var evaluator = new PreparedEvaluator((_, token) =>
        {
            begun.SetResult();
            never.Wait(obeys ? token : CancellationToken.None);
        });
        var run = RunAsync(new MemoryStudyStore(), new StudyRunOptions(4, 2), evaluator: evaluator, stop: stop.Token);
        await begun.Task.Ending();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience.Limit));
        never.Set();
    }

    [Fact]
    public async Task A_preparation_that_fails_ends_the_run_with_its_reason()
    {
        var evaluator = new PreparedEvaluator((_, _) => throw new ISyNetException("no images"));
        var error = await Assert.ThrowsAsync<ISyNetException>(() => RunAsync(new MemoryStudyStore(), new StudyRunOptions(4, 2), evaluator: evaluator));
        Assert.Equal("no images", error.Message);
    }

    [Fact]
    public async Task A_batch_of_proposals_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var store = new MemoryStudyStore();
        var study = Specs.Study("s");
        await store.CreateAsync(study);
        var strategy = new EndlessStrategy();
        var run = new StudyRunner(store, study, Space, strategy, new HashEvaluator()).RunAsync(new StudyRunOptions(4, 2), null, stop.Token);
        await strategy.Begun.Ending();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience.Limit));
        Assert.Equal(0, (await store.CountAsync("s")).Total);
    }

    [Fact]
    public async Task A_heartbeat_keeps_a_long_evaluation_from_others()
    {
        var clock = new FakeTimeProvider();
        var store = new MemoryStudyStore(clock);
        var (beat, begun, end) = (TimeSpan.FromSeconds(10), new TaskCompletionSource(), new TaskCompletionSource());
        var evaluator = new HashEvaluator((_, _) =>
        {
            begun.SetResult();
            return end.Task;
        });
        var run = RunAsync(store, new StudyRunOptions(1, 2) { LeaseDuration = 3 * beat, Clock = clock }, evaluator: evaluator);
        await begun.Task.Ending();
        for (var beats = 0; beats < 10; beats++)
        {
            clock.Advance(beat);
            await RenewedAsync();
        }

        end.SetResult();
        var result = await run;
        Assert.True(result.Trials[0].Evaluation.Succeeded);
        Assert.Equal(1, evaluator.Evaluations);

        Task RenewedAsync() => Patience.UntilAsync(
            async () => await store.ReadAsync("s") is [{ Lease: { } lease }] && lease.ExpiresAt == clock.GetUtcNow() + (3 * beat), "the lease is renewed");
    }

    private async Task<SqliteStudyStore> OpenAsync() => await SqliteStudyStore.OpenAsync(_folder.File("study.db"));

    private static async Task<StudyRunResult> RunAsync(
        IStudyStore store, StudyRunOptions options, int batchSize = 4, ICandidateEvaluator? evaluator = null, CancellationToken stop = default)
    {
        var study = await store.FindAsync("s", CancellationToken.None);
        if (study is null)
            await store.CreateAsync(study = Specs.Study("s", seed: 7, batchSize: batchSize), CancellationToken.None);
        var runner = new StudyRunner(store, study, Space, new SensitiveStrategy(Space, study.Spec.Seed, batchSize), evaluator ?? new HashEvaluator());
        return await runner.RunAsync(options, null, stop);
    }

    private static string[] Describe(StudyRunResult result) => [.. result.Trials.Select(t =>
        $"{t.Candidate.Number} {t.Candidate.Genotype} {t.Candidate.Seed} {t.Evaluation.Values[Metric.Error]:R} {t.Evaluation.Error}")];

    private sealed class PreparedEvaluator(Action<IProgress<EvaluatorProgress>?, CancellationToken> prepare) : ICandidateEvaluator
    {
        private readonly HashEvaluator _values = new();

        public System.Collections.Concurrent.ConcurrentBag<bool> OnPool { get; } = [];

        public void Prepare(IProgress<EvaluatorProgress>? progress, CancellationToken cancellationToken) => prepare(progress, cancellationToken);

        public Evaluation Evaluate(
            Candidate candidate, Graph.Architectures.Architecture architecture, IProgress<CurvePoint>? progress, CancellationToken cancellationToken)
        {
            OnPool.Add(Thread.CurrentThread.IsThreadPoolThread);
            return _values.Evaluate(candidate, architecture, progress, cancellationToken);
        }
    }

    /// <summary>Never has its batch.</summary>
    private sealed class EndlessStrategy : ISearchStrategy
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public string Name => "test";

        public int BatchSize => 4;

        public IReadOnlyList<Genotype> ProposeBatch(int firstNumber, int count, SearchHistory history, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            cancellationToken.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private sealed class Listener(List<StudyEvent> events) : IProgress<StudyEvent>
    {
        public void Report(StudyEvent value)
        {
            lock (events)
                events.Add(value);
        }
    }
}
