using ISyNet.Search.Studies;
using ISyNet.Studies.Sqlite;

namespace ISyNet.Studies.Tests.Contract;

/// <summary>The contract in memory.</summary>
public sealed class MemoryStoreTests : StudyStoreContract
{
    private protected override Task<IStudyStore> OpenAsync(TimeProvider clock) => Task.FromResult<IStudyStore>(new MemoryStudyStore(clock));
}

/// <summary>The contract in a SQLite file.</summary>
public sealed class SqliteStoreTests : StudyStoreContract
{
    private readonly TemporaryFolder _folder = new();

    private protected override async Task<IStudyStore> OpenAsync(TimeProvider clock) =>
        await SqliteStudyStore.OpenAsync(_folder.File("study.db"), clock: clock);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
