using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using Microsoft.Extensions.Time.Testing;

namespace ISyNet.Studies.Tests;

public sealed class StudyCatalogTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStudyStore _store;
    private readonly StudyCatalog _catalog;

    public StudyCatalogTests()
    {
        _store = new MemoryStudyStore(_clock);
        _catalog = new StudyCatalog(_store);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_study_is_resumed_only_as_it_was_made()
    {
        await _catalog.CreateAsync("s", Specs.Spec(seed: 1));
        Assert.Equal("s", (await _catalog.ResumeOrCreateAsync("s", Specs.Spec(seed: 1))).Name);
        var error = await Assert.ThrowsAsync<StudyException>(() => _catalog.ResumeOrCreateAsync("s", Specs.Spec(seed: 2)));
        Assert.Contains("its seed is 1, not 2;", error.Message, StringComparison.Ordinal);
        var other = Specs.Spec() with { Evaluator = Specs.Spec().Evaluator with { Epochs = 3 } };
        error = await Assert.ThrowsAsync<StudyException>(() => _catalog.ResumeAsync("s", other));
        Assert.Contains("its evaluator.epochs is 2, not 3;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_study_is_answered_with_those_that_there_are()
    {
        Assert.Equal("memory has no study 'x'; it has none", (await Assert.ThrowsAsync<StudyException>(() => _catalog.OpenAsync("x"))).Message);
        await _catalog.CreateAsync("a", Specs.Spec());
        await _catalog.CreateAsync("b", Specs.Spec());
        Assert.Equal("memory has no study 'x'; it has 'a', 'b'", (await Assert.ThrowsAsync<StudyException>(() => _catalog.DeleteAsync("x"))).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public async Task A_name_that_cannot_be_shown_is_refused(string name) =>
        await Assert.ThrowsAsync<StudyException>(() => _catalog.CreateAsync(name, Specs.Spec()));

    [Fact]
    public async Task A_csv_quotes_what_must_be_quoted_and_leaves_empty_what_is_not_there()
    {
        await MakeAsync("s", (0.25, 0.5), null);
        await _store.AppendAsync("s", [new Proposal(2, "g2", 7)]);
        var path = _folder.File("trials.csv");
        await _catalog.ExportAsync("s", path);
        var lines = (await File.ReadAllTextAsync(path)).Split('\n');
        Assert.Equal("number,state,genotype,seed,error,latencyMsPerImage,seconds,attempts,started_utc,finished_utc,machine,system,runtime,cores,workers,load,arithmetic,failure", lines[0]);
        Assert.Equal("0,Complete,g0,7,0.25,0.5,10,1,2026-01-01T00:00:00.000Z,2026-01-01T00:00:10.000Z,,,,,,,,", lines[1]);
        Assert.Equal("1,Failed,g1,7,,,10,1,2026-01-01T00:00:10.000Z,2026-01-01T00:00:20.000Z,,,,,,,,\"no, \"\"never\"\"\"", lines[2]);
        Assert.Equal("2,Waiting,g2,7,,,,0,,,,,,,,,,", lines[3]);
    }

    [Fact]
    public async Task Studies_are_compared_up_to_one_reference_point()
    {
        // Costs (error, latency) of both: best (0.1, 0.1), worst (0.5, 0.5); so the reference is 0.54 and the box 0.44 wide.
        await MakeAsync("a", (0.5, 0.1), null, (0.1, 0.5));
        _clock.Advance(TimeSpan.FromHours(1));
        await MakeAsync("b", (0.3, 0.3));
        var comparison = await _catalog.CompareAsync(["a", "b"]);
        Assert.All(comparison.Reference, value => Assert.Equal(0.54, value, 12));
        var box = 0.44 * 0.44;
        double[] expected = [0.04 * 0.44 / box, 0.04 * 0.44 / box, ((2 * 0.04 * 0.44) - (0.04 * 0.04)) / box];
        Assert.Equal(expected, comparison.Curves[0].ByEvaluations, new Near());
        Assert.Equal([10, 20, 30], comparison.Curves[0].ByWallTime.Select(p => p.WallSeconds));
        Assert.Equal(0.24 * 0.24 / box, comparison.Curves[1].Final, 12);
        Assert.Empty(comparison.Cautions);
    }

    [Fact]
    public async Task A_candidate_beyond_a_bound_is_on_no_front_and_pauses_are_no_working_time()
    {
        await MakeAsync("a", (0.01, 0.6), (0.3, 0.3));
        _clock.Advance(TimeSpan.FromDays(1));
        var contents = await _catalog.ReadAsync("a");
        Assert.Equal([1], contents.Front);
        await FinishAsync("a", 2, (0.2, 0.4));
        var curve = (await _catalog.CompareAsync(["a"])).Curves[0];
        Assert.Equal([10, 20, 30], curve.ByWallTime.Select(p => p.WallSeconds));
        Assert.Equal(0, curve.ByEvaluations[0]);
    }

    [Fact]
    public async Task What_makes_a_comparison_unfair_is_named_and_other_targets_are_refused()
    {
        await MakeAsync("a", (0.3, 0.3));
        await _catalog.CreateAsync("b", Specs.Spec(seed: 9, strategy: "other") with { Device = "tpu" });
        Assert.Equal(["device differs between 'a' and 'b'"], (await _catalog.CompareAsync(["a", "b"])).Cautions);
        await _catalog.CreateAsync("c", Specs.Spec() with { Objectives = [Objective.Error] });
        await Assert.ThrowsAsync<StudyException>(() => _catalog.CompareAsync(["a", "c"]));
        await Assert.ThrowsAsync<StudyException>(() => _catalog.CompareAsync(["b"]));
    }

    private async Task MakeAsync(string name, params (double Error, double LatencyMs)?[] results)
    {
        await _catalog.CreateAsync(name, Specs.Spec());
        for (var i = 0; i < results.Length; i++)
            await FinishAsync(name, i, results[i]);
    }

    private async Task FinishAsync(string name, int number, (double Error, double LatencyMs)? result)
    {
        var owner = LeaseOwner.Here("w");
        await _store.AppendAsync(name, [new Proposal(number, $"g{number}", 7)]);
        await _store.LeaseAsync(name, 0, int.MaxValue, owner, TimeSpan.FromMinutes(1), 3);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await _store.FinishAsync(name, number, owner, result is var (error, latencyMs)
            ? new Evaluation([(Metric.Error, error), (Metric.LatencyMsPerImage, latencyMs)], [], 10)
            : Evaluation.Failed("no, \"never\"", 10), null);
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double obj) => 0;
    }
}
