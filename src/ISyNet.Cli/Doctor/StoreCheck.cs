using ISyNet.Studies;

namespace ISyNet.Cli.Doctor;

/// <summary>A database for studies: it is opened, its tables are created if there are none, and it is read.</summary>
/// <param name="name">Its name.</param>
/// <param name="address">A PostgreSQL connection string; null: a new SQLite file.</param>
internal sealed class StoreCheck(string name, string? address = null) : IHealthCheck
{
    public string Name => name;

    public async Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(Path.GetTempPath(), $"isynet-doctor-{Guid.NewGuid():N}.db");
        try
        {
            await using var store = await StudyStores.OpenAsync(address ?? file, cancellationToken: cancellation);
            var studies = (await store.ListAsync(cancellation)).Count;
            return Finding.Good(address is null ? "creates and reads a database" : $"{store.Location}, {studies} {(studies == 1 ? "study" : "studies")}");
        }
        finally
        {
            foreach (var left in (string[])[file, $"{file}-wal", $"{file}-shm"])
                File.Delete(left);
        }
    }
}
