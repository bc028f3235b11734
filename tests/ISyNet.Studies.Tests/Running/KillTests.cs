using System.Diagnostics;
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
        foreach (var (workers, before) in new[] { (2, 3), (3, 8), (1, 13) })
        {
            using var child = ChildProcess.Run(Location, 24, workers, 40);
            await UntilFinishedAsync(before);
            await child.KillAsync();
        }

        await using var store = await SqliteStudyStore.OpenAsync(Location, mustExist: true);
        var left = await store.CountAsync("s");
        Assert.True(left.Finished < 24, "the kills came too late to show anything");
        var watch = Stopwatch.StartNew();
        var result = await RunHereAsync(store, 24);
        Assert.Equal(expected, result);
        // The dead owners are recognised: nobody waits for their leases of 30 s to end.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        Assert.Equal(new StudyCounts(0, 0, 24, 0), await store.CountAsync("s"));
    }

    [Fact]
    public async Task What_a_killed_process_held_is_taken_over_by_another_that_runs()
    {
        using var doomed = ChildProcess.Run(Location, 16, 2, 100_000);
        await UntilAsync(async store => (await store.CountAsync("s")).Running == 2);
        await using var store = await SqliteStudyStore.OpenAsync(Location, mustExist: true);
        var survivor = RunHereAsync(store, 16);
        await UntilFinishedAsync(2);
        Assert.False(survivor.IsCompleted);
        await doomed.KillAsync();
        Assert.Equal(await RunHereAsync(new MemoryStudyStore(), 16), await survivor);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_process_within_two_seconds_and_frees_its_candidates()
    {
        using var child = ChildProcess.Run(Location, 16, 3, 100_000);
        await UntilAsync(async store => (await store.CountAsync("s")).Running == 3);
        var watch = Stopwatch.StartNew();
        await child.InterruptAsync();
        Assert.Equal((130, ""), await child.WaitAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
        await using var store = await SqliteStudyStore.OpenAsync(Location, mustExist: true);
        Assert.Equal(new StudyCounts(4, 0, 0, 0), await store.CountAsync("s"));
    }

    private async Task UntilFinishedAsync(int count) => await UntilAsync(async store => (await store.CountAsync("s")).Finished >= count);

    private async Task UntilAsync(Func<IStudyStore, Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "waited in vain");
            if (!File.Exists(Location))
                continue;
            await using var store = await SqliteStudyStore.OpenAsync(Location);
            if (await store.FindAsync("s") is not null && await condition(store))
                return;
        }
    }

    private static async Task<string[]> RunHereAsync(IStudyStore store, int trials)
    {
        var study = await new StudyCatalog(store).ResumeOrCreateAsync("s", Specs.Spec(seed: 7));
        var space = SpaceCatalog.Find(study.Spec.Space)!;
        var runner = new StudyRunner(store, study, space, new SensitiveStrategy(space, study.Spec.Seed, study.Spec.BatchSize), new HashEvaluator());
        var result = await runner.RunAsync(new StudyRunOptions(trials, 2));
        return [.. result.Trials.Select(t => $"{t.Candidate.Number} {t.Candidate.Genotype} {t.Candidate.Seed} {t.Evaluation.Objectives["error"]:R}")];
    }
}
