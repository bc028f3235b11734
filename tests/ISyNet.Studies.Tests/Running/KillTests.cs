using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies.Child;
using ISyNet.Studies.Sqlite;

namespace ISyNet.Studies.Tests.Running;

/// <summary>Studies whose processes die.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Location => _folder.File("study.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_study_killed_again_and_again_has_the_candidates_of_one_left_alone()
    {
        var expected = await RunHereAsync(new MemoryStudyStore(), 24);
        var finished = 0;
        foreach (var (workers, before) in new[] { (2, 3), (3, 8), (1, 13) })
        {
            using var child = ChildProcess.Run(Location, 24, workers, before - finished);
            finished = before;
            await UntilFinishedAsync(before);
            await child.KillAsync();
        }

        await using var store = await SqliteStudyStore.OpenAsync(Location, mustExist: true);
        var left = await store.CountAsync("s");
        Assert.Equal(13, left.Finished);
        // The dead owners are recognised: nobody waits for their leases of an hour to end.
        var result = await RunHereAsync(store, 24).WaitAsync(Patience.Limit);
        Assert.Equal(expected, result);
        Assert.Equal(new StudyCounts(0, 0, 24, 0), await store.CountAsync("s"));
    }

    [Fact]
    public async Task What_a_killed_process_held_is_taken_over_by_another_that_runs()
    {
        using var doomed = ChildProcess.Run(Location, 16, 2, 0);
        await UntilAsync(async store => (await store.CountAsync("s")).Running == 2);
        await using var store = await SqliteStudyStore.OpenAsync(Location, mustExist: true);
        var survivor = RunHereAsync(store, 16);
        await UntilFinishedAsync(2);
        Assert.False(survivor.IsCompleted);
        await doomed.KillAsync();
        Assert.Equal(await RunHereAsync(new MemoryStudyStore(), 16), await survivor.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_process_and_frees_its_candidates()
    {
        using var child = ChildProcess.Run(Location, 16, 3, 0);
        await UntilAsync(async store => (await store.CountAsync("s")).Running == 3);
        await child.InterruptAsync();
        Assert.Equal((130, ""), await child.WaitAsync());
        await using var store = await SqliteStudyStore.OpenAsync(Location, mustExist: true);
        Assert.Equal(new StudyCounts(4, 0, 0, 0), await store.CountAsync("s"));
    }

    private async Task UntilFinishedAsync(int count) => await UntilAsync(async store => (await store.CountAsync("s")).Finished >= count);

    private Task UntilAsync(Func<IStudyStore, Task<bool>> condition) => Patience.UntilAsync(
        async () =>
        {
            if (!File.Exists(Location))
                return false;
            await using var store = await SqliteStudyStore.OpenAsync(Location);
            return await store.FindAsync("s") is not null && await condition(store);
        },
        "the study is so far");

    private static async Task<string[]> RunHereAsync(IStudyStore store, int trials)
    {
        var study = await new StudyCatalog(store).ResumeOrCreateAsync("s", Specs.Spec(seed: 7));
        var space = SpaceCatalog.Find(study.Spec.Space)!;
        var runner = new StudyRunner(store, study, space, new SensitiveStrategy(space, study.Spec.Seed, study.Spec.BatchSize), new HashEvaluator());
        var result = await runner.RunAsync(new StudyRunOptions(trials, 2));
        return [.. result.Trials.Select(t => $"{t.Candidate.Number} {t.Candidate.Genotype} {t.Candidate.Seed} {t.Evaluation.Values[Metric.Error]:R}")];
    }
}
