using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using ISyNet.Studies.Postgres;
using ISyNet.Studies.Tests.Contract;
using Npgsql;

namespace ISyNet.Studies.Tests.Postgres;

/// <summary>The contract on a PostgreSQL server.</summary>
public sealed class PostgresStoreTests(PostgresServer server) : StudyStoreContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IStudyStore> OpenAsync(TimeProvider clock) =>
        await PostgresStudyStore.OpenAsync(await server.NewDatabaseAsync(), clock);

    [Fact]
    public async Task A_database_is_opened_again_and_by_several_at_once()
    {
        var database = await server.NewDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StudyStores.OpenAsync(database))));
        await stores[0].CreateAsync(Specs.Study("s"));
        Assert.All(stores, store => Assert.NotNull(store.FindAsync("s").Result));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task A_database_of_the_version_before_is_upgraded()
    {
        var database = await server.NewDatabaseAsync();
        await using (var store = await StudyStores.OpenAsync(database))
            await store.CreateAsync(Specs.Study("s"));
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var command = source.CreateCommand("""ALTER TABLE studies DROP COLUMN "Trials", DROP COLUMN "NumericsJson"; DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%_RunsAndNumerics'""");
            await command.ExecuteNonQueryAsync();
        }

        await using var upgraded = await StudyStores.OpenAsync(database);
        await upgraded.SetTrialsAsync("s", 5);
        Assert.Equal(5, Assert.Single(await upgraded.ListAsync()).Trials);
    }

    [Fact]
    public async Task A_reader_sees_what_is_written_and_its_sessions_refuse_to_write()
    {
        var database = await server.NewDatabaseAsync();
        await using var reader = await StudyStores.OpenReaderAsync(database);
        await using var store = await StudyStores.OpenAsync(database);
        await store.CreateAsync(Specs.Study("s"));
        Assert.NotNull(await reader.FindAsync("s"));
        var error = await Assert.ThrowsAsync<StudyException>(() => ((IStudyStore)reader).DeleteAsync("s"));
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.FindAsync("s"));
    }

    [Fact]
    public async Task Leases_go_by_the_clock_of_the_server()
    {
        var database = await server.NewDatabaseAsync();
        var before = await server.NowAsync();
        await using var store = await StudyStores.OpenAsync(database);
        await store.CreateAsync(Specs.Study("s"));
        await store.AppendAsync("s", Specs.Proposals(0, 1));
        var owner = LeaseOwner.Here("w");
        var leased = await store.LeaseAsync("s", 0, 1, owner, TimeSpan.FromSeconds(30), 3);
        var after = await server.NowAsync();
        // The store read the server's clock in between, wrong by less than the time that took.
        Assert.InRange(leased!.StartedAt!.Value, before - (after - before), after + (after - before));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_clear_line_without_the_password()
    {
        var error = await Assert.ThrowsAsync<StoreUnreachableException>(() =>
            StudyStores.OpenAsync("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=secret;Timeout=2"));
        Assert.StartsWith("postgresql://127.0.0.1:1/d: the server does not answer", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_missing_database_is_named_with_what_to_do()
    {
        var there = await server.NewDatabaseAsync();
        var error = await Assert.ThrowsAsync<StudyException>(() => StudyStores.OpenAsync(there.Replace("Database=t", "Database=never", StringComparison.Ordinal)));
        Assert.Contains("create it with createdb", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=x;Nonsense=1")]
    [InlineData("Host=;Database=d")]
    public async Task A_connection_string_that_is_not_sound_is_refused(string text) =>
        await Assert.ThrowsAsync<StudyException>(() => StudyStores.OpenAsync(text));

    [Fact]
    public async Task A_server_that_dies_under_a_study_is_one_clear_line()
    {
        var database = await server.NewDatabaseAsync();
        await using var store = await StudyStores.OpenAsync(database);
        await store.CreateAsync(Specs.Study("s"));
        await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 't%'");
        var error = await Record.ExceptionAsync(() => store.CountAsync("s"));
        Assert.True(error is null or StudyException, error?.ToString());
        Assert.Equal(0, (await store.CountAsync("s")).Total);
    }
}
