using ISyNet.Search.Studies;
using ISyNet.Studies;
using ISyNet.Studies.Tests.Postgres;
using Npgsql;

namespace ISyNet.Cluster.Tests;

/// <summary>Worker processes: how they stop, whom they work for, and who refuses them.</summary>
public sealed class WorkerTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Forever = "gatefrom=0";

    [Fact]
    public async Task A_worker_asked_to_stop_finishes_what_it_has()
    {
        await using var study = await StartAsync(["sleep=1500"]);
        await study.Worker.SignalAsync("TERM");
        Assert.True(await study.Worker.EndAsync() == 0, study.Worker.Errors);
        Assert.Contains("finished 0", study.Worker.Lines);
        Assert.Equal(new StudyCounts(3, 0, 1, 0), await study.Store.CountAsync("s"));
    }

    [Fact]
    public async Task What_takes_longer_than_the_drain_is_given_back_and_done_by_another()
    {
        await using var study = await StartAsync([Forever, "drain=1000", "lease=600000"], "lease=600000");
        await study.Worker.SignalAsync("TERM");
        Assert.True(await study.Worker.EndAsync() == 0, study.Worker.Errors);
        Assert.Contains("returned 0", study.Worker.Lines);
        // Neither a lease nor a message of ten minutes is waited for.
        using var other = ClusterProcess.Worker(study.Address, "lease=600000");
        Assert.True(await study.Coordinator.EndAsync() == 0, study.Coordinator.Errors);
        Assert.All(await study.Store.ReadAsync("s"), candidate => Assert.Equal(1, candidate.Attempts));
    }

    [Fact]
    public async Task A_second_signal_gives_back_at_once()
    {
        await using var study = await StartAsync([Forever, "drain=3600000"]);
        await study.Worker.SignalAsync("INT");
        await study.Worker.SignalAsync("INT");
        Assert.Equal(130, await study.Worker.EndAsync());
        Assert.Equal(new StudyCounts(4, 0, 0, 0), await study.Store.CountAsync("s"));
    }

    [Fact]
    public async Task Candidates_with_a_label_run_only_where_it_is()
    {
        var address = await server.NewDatabaseAsync();
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4", "label=phone");
        using var without = ClusterProcess.Worker(address, "labels=gpu");
        await without.UntilAsync("ready");
        await using var store = await StudyStores.OpenAsync(address);
        await Patience.UntilAsync(async () => await MessagesAsync(address) == 4, "all candidates are queued");
        // One that anybody may evaluate shows that the worker looks for work and leaves the others.
        using var free = ClusterProcess.Coordinator(address, "trials=4", "study=free");
        Assert.Equal(0, await free.EndAsync());
        Assert.Equal(new StudyCounts(4, 0, 0, 0), await store.CountAsync("s"));
        using var with = ClusterProcess.Worker(address, "labels=gpu,phone");
        Assert.Equal(0, await coordinator.EndAsync());
        Assert.Equal(4, with.Lines.Count(line => line.StartsWith("finished", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_worker_of_another_version_is_refused_in_one_line_and_serves_other_studies()
    {
        await using var study = await StartAsync(["version=1", Forever]);
        using var other = ClusterProcess.Worker(study.Address, "version=2");
        await other.UntilAsync("refused s: it has version 2 instead of 1, with which the study's other candidates are evaluated");
        Assert.DoesNotContain(other.Lines, line => line.StartsWith("started", StringComparison.Ordinal));
        using var free = ClusterProcess.Coordinator(study.Address, "trials=4", "study=free");
        Assert.True(await free.EndAsync() == 0, free.Errors);
        Assert.Equal(4, other.Lines.Count(line => line.StartsWith("finished", StringComparison.Ordinal)));
        Assert.Single(other.Lines, line => line.StartsWith("refused", StringComparison.Ordinal));
        await other.SignalAsync("TERM");
        Assert.True(await other.EndAsync() == 0, other.Errors);
    }

    [Fact]
    public async Task A_worker_with_other_arithmetic_is_refused_in_one_line()
    {
        var address = await server.NewDatabaseAsync();
        await using var cluster = await ClusterConnection.OpenAsync(address);
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4");
        await Patience.UntilAsync(async () => await cluster.Store.FindAsync("s") is not null, "the study is there");
        await cluster.Store.AgreeAsync("s", new StudyNumerics("1", "bfloat16 products"));
        using var worker = ClusterProcess.Worker(address, "version=1");
        await worker.UntilAsync("refused s: it has no recorded arithmetic instead of bfloat16 products, with which the study's other candidates are evaluated");
    }

    [Fact]
    public async Task A_study_with_live_workers_is_not_deleted()
    {
        await using var study = await StartAsync([Forever]);
        var error = await Assert.ThrowsAsync<StudyException>(() => new StudyCatalog(study.Store).DeleteAsync("s"));
        Assert.Equal($"study 's' has 1 live worker ({Environment.MachineName.ToLowerInvariant()}/{study.Worker.Id} on candidate 0): stop them before you delete it", error.Message);
        await study.Worker.KillAsync();
        await new StudyCatalog(study.Store).DeleteAsync("s");
        Assert.Null(await study.Store.FindAsync("s"));
    }

    [Fact]
    public async Task Workers_are_named_busy_or_not()
    {
        var address = await server.NewDatabaseAsync();
        Assert.Empty(await ConnectedWorker.ReadAsync(address));
        using var worker = ClusterProcess.Worker(address, "slots=2", "labels=a,b", Forever);
        await Patience.UntilAsync(async () => (await ConnectedWorker.ReadAsync(address)).Length == 1, "the worker is connected");
        var idle = (await ConnectedWorker.ReadAsync(address))[0];
        Assert.Equal($"{Environment.MachineName.ToLowerInvariant()}/{worker.Id}", idle.Name);
        Assert.Equal(2, idle.Slots);
        Assert.Equal(["a", "b"], idle.Labels);
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4");
        await worker.UntilAsync("started 1");
        await using var store = await StudyStores.OpenAsync(address);
        var contents = await new StudyCatalog(store).ReadAsync("s");
        var busy = WorkerActivity.Find(contents, store.Clock.GetUtcNow());
        Assert.Equal([0, 1], busy.Select(b => b.Candidate).Order());
        Assert.All(busy, b => Assert.Equal((idle.Name, true, (TimeSpan?)null), (b.Owner.Name, b.IsAlive, b.TimeLeft)));
    }

    [Fact]
    public async Task Lost_messages_are_sent_again()
    {
        var address = await server.NewDatabaseAsync();
        using var coordinator = ClusterProcess.Coordinator(address, "trials=4");
        await Patience.UntilAsync(async () => await MessagesAsync(address) == 4, "all candidates are queued");
        await using (var source = NpgsqlDataSource.Create(address))
        {
            await using var command = source.CreateCommand("TRUNCATE hangfire.jobqueue, hangfire.job, hangfire.state, hangfire.jobparameter");
            await command.ExecuteNonQueryAsync();
        }

        using var worker = ClusterProcess.Worker(address);
        Assert.True(await coordinator.EndAsync() == 0, coordinator.Errors);
    }

    [Fact]
    public async Task A_coordinator_that_was_killed_goes_on_where_it_was()
    {
        var address = await server.NewDatabaseAsync();
        await using var audit = await StudyAudit.BeginAsync(address);
        using var worker = ClusterProcess.Worker(address, "sleep=50");
        using (var first = ClusterProcess.Coordinator(address, "trials=24"))
        {
            await worker.UntilAsync("finished 5");
            await first.KillAsync();
        }

        using var second = ClusterProcess.Coordinator(address, "trials=24");
        Assert.True(await second.EndAsync() == 0, second.Errors);
        await audit.EachWasFinishedOnceAsync(24);
        Assert.Equal(await StudyAudit.OfOneMachineAsync(24, 4), await audit.CandidatesAsync());
    }

    [Theory]
    [InlineData("studies.db")]
    [InlineData("memory")]
    public async Task A_cluster_needs_PostgreSQL(string location) =>
        Assert.Contains("a cluster needs a PostgreSQL database", (await Assert.ThrowsAsync<ClusterException>(() => ClusterConnection.OpenAsync(location))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("GPU")]
    [InlineData("a b")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void A_label_is_a_plain_word(string label) => Assert.Throws<ClusterException>(() => Labels.Check(label));

    /// <summary>A study of four candidates in a database of its own, and a worker that has started the first.</summary>
    private async Task<StartedStudy> StartAsync(string[] worker, params string[] coordinator)
    {
        var address = await server.NewDatabaseAsync();
        var started = new StartedStudy(address, ClusterProcess.Coordinator(address, ["trials=4", .. coordinator]), ClusterProcess.Worker(address, worker), await StudyStores.OpenAsync(address));
        await started.Worker.UntilAsync("started 0");
        return started;
    }

    private sealed record StartedStudy(string Address, ClusterProcess Coordinator, ClusterProcess Worker, IStudyStore Store) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Coordinator.Dispose();
            Worker.Dispose();
            await Store.DisposeAsync();
        }
    }

    private static async Task<long> MessagesAsync(string address)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand("SELECT CASE WHEN to_regclass('hangfire.jobqueue') IS NULL THEN 0 ELSE (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM hangfire.jobqueue', false, true, '')))[1]::text::bigint END");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
