using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Child;
using Microsoft.Extensions.Time.Testing;

namespace ISyNet.Cluster.Tests;

/// <summary>The coordinator alone, with a queue that the test serves.</summary>
public sealed class CoordinatorTests : IAsyncDisposable
{
    private readonly MemoryStudyStore _store = new();
    private readonly SearchSpace _space = SpaceCatalog.Find("isynet-small")!;

    [Fact]
    public async Task It_proposes_what_the_runner_proposes()
    {
        var study = await new StudyCatalog(_store).CreateAsync("s", Specs.Spec(seed: 7));
        var events = new List<StudyEvent>();
        var result = await Coordinator(study, new EagerQueue(Worker(study))).RunAsync(new StudyRunOptions(10) { PollInterval = TimeSpan.FromMilliseconds(1) }, new Listener(events));
        Assert.Equal(StudyStop.AllTrials, result.Stop);
        Assert.Equal(await StudyAudit.OfOneMachineAsync(10, 4), (await _store.ReadAsync("s")).Select(StudyAudit.Line));
        Assert.Equal(Enumerable.Range(0, 10), events.OfType<CandidateFinished>().Select(e => e.Trial.Candidate.Number));
    }

    [Fact]
    public async Task At_the_end_of_its_time_it_takes_back_what_waits_and_awaits_what_runs()
    {
        var clock = new FakeTimeProvider();
        var study = await new StudyCatalog(_store).CreateAsync("s", Specs.Spec(seed: 7));
        var (queue, worker, owner) = (new HeldQueue(), Worker(study), LeaseOwner.Here("w"));
        var run = Coordinator(study, queue).RunAsync(new StudyRunOptions(100, TimeLimit: TimeSpan.FromHours(1)) { Clock = clock });
        await Patience.UntilAsync(() => Task.FromResult(queue.Offered), "the first batch is offered");
        var leased = await worker.LeaseAsync(0, 4, owner, CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(1));
        await Patience.UntilAsync(() => Task.FromResult(queue.Withdrawn == 1), "the rest is taken back");
        Assert.False(run.IsCompleted);
        await worker.EvaluateAsync(leased!, owner, CancellationToken.None);
        await Patience.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(run.IsCompleted);
        }, "the run ends");
        var result = await run;
        Assert.Equal((StudyStop.TimeLimit, 1, 1), (result.Stop, result.Trials.Count, queue.Withdrawn));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private StudyCoordinator Coordinator(Study study, ICandidateQueue queue) =>
        new(_store, study, _space, new SensitiveStrategy(_space, study.Spec.Seed, study.Spec.BatchSize), queue);

    private CandidateWorker Worker(Study study) => new(_store, study, _space, new HashEvaluator(), null, new EvaluationOptions());

    private sealed class EagerQueue(CandidateWorker worker) : ICandidateQueue
    {
        public async Task OfferAsync(Study study, IReadOnlyList<StudyCandidate> open, CancellationToken cancellationToken)
        {
            var owner = LeaseOwner.Here("w");
            foreach (var candidate in open.Where(c => !c.IsFinished))
                await worker.EvaluateAsync((await worker.LeaseAsync(candidate.Number, candidate.Number + 1, owner, cancellationToken))!, owner, cancellationToken);
        }

        public Task WithdrawAsync(Study study, CancellationToken cancellationToken) => Task.CompletedTask;

        public IReadOnlyList<string> TakeNotices() => [];
    }

    private sealed class HeldQueue : ICandidateQueue
    {
        private int _withdrawn;

        public bool Offered { get; private set; }

        public int Withdrawn => _withdrawn;

        public Task OfferAsync(Study study, IReadOnlyList<StudyCandidate> open, CancellationToken cancellationToken)
        {
            Offered = true;
            return Task.CompletedTask;
        }

        public Task WithdrawAsync(Study study, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _withdrawn);
            return Task.CompletedTask;
        }

        public IReadOnlyList<string> TakeNotices() => [];
    }

    private sealed class Listener(List<StudyEvent> events) : IProgress<StudyEvent>
    {
        public void Report(StudyEvent value) => events.Add(value);
    }
}
