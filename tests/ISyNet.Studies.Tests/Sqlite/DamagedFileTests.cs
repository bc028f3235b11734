using ISyNet.Search.Studies;
using ISyNet.Studies.Child;
using ISyNet.Studies.Sqlite;
using Microsoft.Data.Sqlite;

namespace ISyNet.Studies.Tests.Sqlite;

/// <summary>Files that are no sound studies.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("study.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_text_file_is_no_study_and_stays_as_it_was()
    {
        var text = string.Concat(Enumerable.Repeat("not a database\n", 500));
        await File.WriteAllTextAsync(FilePath, text);
        Assert.Equal($"{FilePath}: this is not a study file", await FailAsync());
        Assert.Equal(text, await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_stays_as_it_was()
    {
        Execute("CREATE TABLE notes (text)");
        var before = await File.ReadAllBytesAsync(FilePath);
        Assert.Equal($"{FilePath}: is a database of another program, not a study file", await FailAsync());
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_says_so()
    {
        await MakeAsync();
        Execute("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99.0')");
        Assert.Contains("was written by a newer version (schema 99990101000000_Later); update this program", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_one_line_with_what_to_do()
    {
        await MakeAsync();
        var bytes = await File.ReadAllBytesAsync(FilePath);
        // The first page keeps its header; everything after it is noise.
        new Random(1).NextBytes(bytes.AsSpan(100));
        await File.WriteAllBytesAsync(FilePath, bytes);
        Assert.Equal($"{FilePath}: the file is damaged; restore a backup, or recover the readable part with: sqlite3 FILE .recover", await FailAsync());
    }

    [Fact]
    public async Task A_cut_file_is_one_line_with_what_to_do()
    {
        await MakeAsync();
        using (var file = File.OpenWrite(FilePath))
            file.SetLength(file.Length / 2 / 4096 * 4096);
        Assert.Contains("the file is damaged", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_write_ahead_log_costs_its_last_commits_and_nothing_else()
    {
        var source = _folder.File("source.db");
        await using (var store = await SqliteStudyStore.OpenAsync(source))
        {
            await store.CreateAsync(Specs.Study("s"));
            await store.AppendAsync("s", Specs.Proposals(0, 50));
            for (var i = 0; i < 10; i++)
                await FinishNextAsync(store);
            // The copy is what a power cut leaves: the log is not folded into the file, and its end is garbage.
            File.Copy(source, FilePath);
            var log = await File.ReadAllBytesAsync($"{source}-wal");
            new Random(1).NextBytes(log.AsSpan(log.Length * 9 / 10));
            await File.WriteAllBytesAsync($"{FilePath}-wal", log);
        }

        await using var again = await SqliteStudyStore.OpenAsync(FilePath);
        var counts = await again.CountAsync("s");
        Assert.Equal(50, counts.Total);
        Assert.InRange(counts.Complete, 1, 9);
        await FinishNextAsync(again);
    }

    [Fact]
    public async Task A_candidate_whose_values_are_no_json_is_named()
    {
        await MakeAsync();
        Execute("UPDATE candidates SET ObjectivesJson = '{\"error\": oops}' WHERE Number = 1");
        await using var store = await SqliteStudyStore.OpenAsync(FilePath);
        var error = await Assert.ThrowsAsync<StudyException>(() => store.ReadAsync("s"));
        Assert.StartsWith($"{FilePath}: candidate 1 is damaged: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_a_missing_folder_and_a_missing_file_are_told_apart()
    {
        Assert.Contains("is a folder", (await Assert.ThrowsAsync<StudyException>(() => StudyStores.OpenAsync(_folder.Path))).Message, StringComparison.Ordinal);
        Assert.Contains("check that its folder exists", (await Assert.ThrowsAsync<StudyException>(() => StudyStores.OpenAsync(_folder.File("no/study.db")))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such study file", (await Assert.ThrowsAsync<StudyException>(() => StudyStores.OpenAsync(FilePath, mustExist: true))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    private async Task MakeAsync()
    {
        await using var store = await SqliteStudyStore.OpenAsync(FilePath);
        await store.CreateAsync(Specs.Study("s"));
        await store.AppendAsync("s", Specs.Proposals(0, 400));
        await FinishNextAsync(store);
        await FinishNextAsync(store);
    }

    private static async Task FinishNextAsync(SqliteStudyStore store)
    {
        var owner = LeaseOwner.Here("w");
        var leased = await store.LeaseAsync("s", 0, int.MaxValue, owner, TimeSpan.FromMinutes(1), 3);
        Assert.True(await store.FinishAsync("s", leased!.Number, owner, new([], [], 1), null));
    }

    // Whatever is damaged must show when the file is opened or read, and only as a line for the user.
    private async Task<string> FailAsync()
    {
        var error = await Assert.ThrowsAsync<StudyException>(async () =>
        {
            await using var store = await SqliteStudyStore.OpenAsync(FilePath);
            await store.ListAsync();
            await store.ReadAsync("s");
        });
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
