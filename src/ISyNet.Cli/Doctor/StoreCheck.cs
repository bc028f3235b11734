using ISyNet.Studies;

namespace ISyNet.Cli.Doctor;

/// <summary>A database that can hold studies: opened, its tables made where there are none, and read.</summary>
/// <param name="name">What it is called.</param>
/// <param name="address">A PostgreSQL connection string; a new SQLite file when null.</param>
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
