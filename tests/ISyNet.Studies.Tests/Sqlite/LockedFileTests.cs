using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using ISyNet.Studies.Sqlite;
using Microsoft.Data.Sqlite;

namespace ISyNet.Studies.Tests.Sqlite;

/// <summary>A study file that another program has locked.</summary>
public sealed class LockedFileTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStudyStore _store = null!;
    private SqliteConnection _other = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteStudyStore.OpenAsync(_folder.File("study.db"), busyLimit: TimeSpan.FromMilliseconds(300));
        await _store.CreateAsync(Specs.Study("s"));
        await _store.AppendAsync("s", Specs.Proposals(0, 3));
        _other = new SqliteConnection($"Data Source={_store.Location};Pooling=False");
        await _other.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writing_says_in_one_line_that_the_file_is_locked_and_works_again_afterwards()
    {
        Execute("BEGIN IMMEDIATE");
        var error = await Assert.ThrowsAsync<StudyException>(LeaseAsync);
        Assert.Equal($"{_store.Location}: another program has kept it locked for 0.3 s; close it and try again", error.Message);
        Execute("ROLLBACK");
        Assert.Equal(0, (await LeaseAsync())!.Number);
    }

    [Fact]
    public async Task Reading_does_not_wait_for_a_writer()
    {
        Execute("BEGIN IMMEDIATE");
        Execute("UPDATE candidates SET Attempts = 99");
        // Had they waited, they would fail as writing does.
        var candidates = await _store.ReadAsync("s");
        var summary = await _store.ListAsync();
        Assert.All(candidates, c => Assert.Equal(0, c.Attempts));
        Assert.Equal(3, summary[0].Counts.Waiting);
        Execute("ROLLBACK");
    }

    [Fact]
    public async Task A_reader_does_not_hold_up_writers()
    {
        Execute("BEGIN");
        Execute("SELECT COUNT(*) FROM candidates");
        Assert.NotNull(await LeaseAsync());
        Assert.True(await _store.FinishAsync("s", 0, LeaseOwner.Here("w"), Search.Evaluation.Failed("x", 0), null));
        Execute("COMMIT");
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        await using var patient = await SqliteStudyStore.OpenAsync(_store.Location);
        Execute("BEGIN IMMEDIATE");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() =>
            patient.LeaseAsync("s", 0, 9, LeaseOwner.Here("w"), TimeSpan.FromMinutes(1), 3, stop.Token)));
        Execute("ROLLBACK");
    }

    [Fact]
    public async Task A_short_lock_is_waited_for()
    {
        await using var patient = await SqliteStudyStore.OpenAsync(_store.Location, busyLimit: Patience.Limit);
        Execute("BEGIN IMMEDIATE");
        var lease = Task.Run(() => patient.LeaseAsync("s", 0, 9, LeaseOwner.Here("w"), TimeSpan.FromMinutes(1), 3));
        await Assert.ThrowsAsync<StudyException>(LeaseAsync); // the less patient one has waited in vain
        Assert.False(lease.IsCompleted);
        Execute("ROLLBACK");
        Assert.Equal(0, (await lease)!.Number);
    }

    private Task<StudyCandidate?> LeaseAsync() => _store.LeaseAsync("s", 0, 9, LeaseOwner.Here("w"), TimeSpan.FromMinutes(1), 3);

    private void Execute(string sql)
    {
        using var command = _other.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteScalar();
    }
}
