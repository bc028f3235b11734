using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using Microsoft.Data.Sqlite;

namespace ISyNet.Studies.Tests.Sqlite;

/// <summary>A study file that is opened to be read.</summary>
public sealed class ReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("study.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reader_sees_what_is_written_and_cannot_write()
    {
        await using var store = await StudyStores.OpenAsync(FilePath);
        await using var reader = await StudyStores.OpenReaderAsync(FilePath);
        await store.CreateAsync(Specs.Study("s"));
        await store.AppendAsync("s", Specs.Proposals(0, 2));
        Assert.Equal(2, (await reader.CountAsync("s")).Waiting);
        var error = await Assert.ThrowsAsync<StudyException>(() => ((IStudyStore)reader).DeleteAsync("s"));
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.FindAsync("s"));
    }

    [Fact]
    public async Task A_writer_that_holds_the_file_does_not_hold_up_a_reader()
    {
        await using (var store = await StudyStores.OpenAsync(FilePath))
            await store.CreateAsync(Specs.Study("s"));
        await using var reader = await StudyStores.OpenReaderAsync(FilePath);
        await using var writer = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await writer.OpenAsync();
        await using var transaction = await writer.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        await using var command = writer.CreateCommand();
        command.CommandText = "UPDATE studies SET Name = 't'";
        command.Transaction = (SqliteTransaction)transaction;
        await command.ExecuteNonQueryAsync();
        Assert.NotNull(await reader.FindAsync("s"));
        await transaction.CommitAsync();
        Assert.Null(await reader.FindAsync("s"));
    }

    [Fact]
    public async Task A_file_that_is_deleted_is_missed_and_one_that_never_was_too()
    {
        await using (var store = await StudyStores.OpenAsync(FilePath))
            await store.CreateAsync(Specs.Study("s"));
        await using var reader = await StudyStores.OpenReaderAsync(FilePath);
        Assert.NotNull(await reader.FindAsync("s"));
        File.Delete(FilePath);
        Assert.Contains("no such study file any more", (await Assert.ThrowsAsync<StudyException>(() => reader.FindAsync("s"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StudyException>(() => StudyStores.OpenReaderAsync(_folder.File("never.db")));
        Assert.False(File.Exists(_folder.File("never.db")));
    }

    [Fact]
    public async Task A_file_of_the_version_before_is_upgraded()
    {
        await using (var store = await StudyStores.OpenAsync(FilePath))
            await store.CreateAsync(Specs.Study("s"));
        await using (var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE studies DROP COLUMN Trials; ALTER TABLE studies DROP COLUMN NumericsJson; DELETE FROM __EFMigrationsHistory WHERE MigrationId LIKE '%_RunsAndNumerics'";
            await command.ExecuteNonQueryAsync();
        }

        await using var reader = await StudyStores.OpenReaderAsync(FilePath);
        Assert.Null(Assert.Single(await reader.ListAsync()).Trials);
    }
}
