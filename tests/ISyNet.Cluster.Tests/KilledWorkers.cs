using System.Diagnostics;
using System.Globalization;
using ISyNet.Search.Studies;
using ISyNet.Studies.Tests;
using ISyNet.Studies.Tests.Postgres;

namespace ISyNet.Cluster.Tests;

/// <summary>
/// Four worker processes on one study, killed again and again at seeded moments, while the server is restarted and a worker sleeps through its lease: every
/// candidate is finished exactly once, and the candidates are those of one machine.
/// </summary>
public sealed class KilledWorkers(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private const int Workers = 4;
    private const int BatchSize = 8;

    [Fact]
    public Task Twelve_kills_change_nothing() => KillAsync(kills: 12, trials: 24, seed: 1);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_hundred_kills_change_nothing() => KillAsync(kills: 100, trials: 120, seed: 2);

    private async Task KillAsync(int kills, int trials, ulong seed)
    {
        var watch = Stopwatch.StartNew();
        var random = Core.SeededRandom.Xoshiro(seed);
        using var folder = new TemporaryFolder();
        var (address, gate) = (await server.NewDatabaseAsync(), folder.File("gate"));
        await using var audit = await StudyAudit.BeginAsync(address);
        using var coordinator = ClusterProcess.Coordinator(address, $"trials={trials}", $"batch={BatchSize}", "lease=2000", "poll=200");
        // The last batch stays open until all kills are done, so that they always hit a study at work.
        ClusterProcess Start() => ClusterProcess.Worker(address, "lease=2000", "poll=200", "sleep=150", $"gatefrom={trials - BatchSize}", $"gate={gate}");
        var workers = Enumerable.Range(0, Workers).Select(_ => Start()).ToArray();
        var (done, finished) = (0, new List<string>());
        try
        {
            await Patience.UntilAsync(async () => await audit.Store.FindAsync("s") is not null && (await audit.Store.CountAsync("s")).Finished > 0, "the study is at work");
            while (done < kills)
            {
                await Task.Delay(100 + random.NextInt(1200));
                var victim = random.NextInt(Workers);
                await workers[victim].KillAsync();
                done++;
                finished.AddRange(Finished(workers[victim]));
                workers[victim].Dispose();
                workers[victim] = Start();
                if (done == kills / 3)
                    finished.AddRange(await FreezeAsync(address, workers, audit));
                if (done == kills / 2)
                    await server.RestartAsync();
            }

            await File.WriteAllTextAsync(gate, "");
            Assert.True(await coordinator.EndAsync() == 0, coordinator.Errors);
            foreach (var worker in workers)
            {
                await worker.SignalAsync("TERM");
                Assert.True(await worker.EndAsync() == 0, worker.Errors);
                finished.AddRange(Finished(worker));
            }
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }

        await audit.EachWasFinishedOnceAsync(trials);
        Assert.Equal(await StudyAudit.OfOneMachineAsync(trials, BatchSize), await audit.CandidatesAsync());
        // A worker that was killed between the commit and its word did not tell; none may tell what another told.
        Assert.Equal(finished.Order(), finished.Distinct().Order());
        var attempts = (await audit.Store.ReadAsync("s")).Sum(c => c.Attempts);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done} kills, 1 restart of the server, 1 worker frozen past its lease; {trials} candidates finished once each in {attempts} attempts, {watch.Elapsed.TotalSeconds:0} s; {coordinator.Lines.Last()}"));
    }

    // A worker that sleeps past its lease: another takes its candidate, and its own result is refused when it wakes. The other is one that does not wait at the gate, where all
    // others may hold candidates of the last batch.
    private static async Task<IEnumerable<string>> FreezeAsync(string address, ClusterProcess[] workers, StudyAudit audit)
    {
        using var spare = ClusterProcess.Worker(address, "lease=2000", "poll=200", "sleep=150");
        while (true)
        {
            var (sleeper, number) = await StopOneAsync(workers, audit.Store);
            StudyCandidate? now = null;
            await Patience.UntilAsync(async () =>
            {
                now = (await audit.Store.ReadAsync("s", number, number + 1))[0];
                return now.IsFinished || (now.Lease is { } lease && lease.Owner.ProcessId != sleeper.Id);
            }, "another worker took the candidate of the frozen one");
            await sleeper.SignalAsync("CONT");
            // Its result may have been on the way to the server when it fell asleep.
            if (now!.IsFinished && (await audit.FinisherAsync(number)).ProcessId == sleeper.Id)
                continue;
            await sleeper.UntilAsync(string.Create(CultureInfo.InvariantCulture, $"lost {number}"));
            await spare.SignalAsync("TERM");
            Assert.True(await spare.EndAsync() == 0, spare.Errors);
            return Finished(spare);
        }
    }

    private static async Task<(ClusterProcess Sleeper, int Number)> StopOneAsync(ClusterProcess[] workers, IStudyStore store)
    {
        (ClusterProcess Sleeper, int Number)? stopped = null;
        await Patience.UntilAsync(async () =>
        {
            var held = (await store.ReadAsync("s")).FirstOrDefault(c => c.State == CandidateState.Running && workers.Any(w => w.Id == c.Lease!.Owner.ProcessId));
            if (held is null)
                return false;
            var sleeper = workers.First(w => w.Id == held.Lease!.Owner.ProcessId);
            await sleeper.SignalAsync("STOP");
            if ((await store.ReadAsync("s", held.Number, held.Number + 1))[0].Lease?.Owner == held.Lease!.Owner)
                stopped = (sleeper, held.Number);
            else
                await sleeper.SignalAsync("CONT");
            return stopped is not null;
        }, "a worker is frozen with a candidate");
        return stopped!.Value;
    }

    private static IEnumerable<string> Finished(ClusterProcess worker) => worker.Lines.Where(line => line.StartsWith("finished", StringComparison.Ordinal));
}
