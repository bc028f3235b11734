using ISyNet.Search.Studies;
using ISyNet.Studies.Postgres;
using ISyNet.Studies.Sqlite;

namespace ISyNet.Studies;

/// <summary>Opens a store from the text that a user types.</summary>
public static class StudyStores
{
    /// <summary>
    /// Opens <c>memory</c>, a PostgreSQL database (a connection string: <c>Host=…;Database=…</c>, or an address:
    /// <c>postgresql://user@host:5432/database</c>), or else a SQLite file (a path, or <c>sqlite:///file.db</c>).
    /// </summary>
    /// <param name="location">Where.</param>
    /// <param name="mustExist">Whether a missing file is an error.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">It cannot be opened.</exception>
    public static async Task<IStudyStore> OpenAsync(string location, bool mustExist = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        if (location == "memory")
            return new MemoryStudyStore();
        location = DatabaseAddress.Plain(location);
        return IsConnectionString(location)
            ? await PostgresStudyStore.OpenAsync(location, cancellationToken: cancellationToken)
            : await SqliteStudyStore.OpenAsync(location, mustExist, cancellationToken: cancellationToken);
    }

    /// <summary>The connection string of a PostgreSQL database; null if the location is something else.</summary>
    /// <param name="location">Where, as for <see cref="OpenAsync"/>.</param>
    /// <exception cref="StudyException">It is an address that is not valid.</exception>
    public static string? PostgresAddress(string location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        return DatabaseAddress.Plain(location) is var plain && IsConnectionString(plain) ? plain : null;
    }

    /// <summary>The file of a SQLite store; null if the location is something else.</summary>
    /// <param name="location">Where, as for <see cref="OpenAsync"/>.</param>
    /// <exception cref="StudyException">It is an address that is not valid.</exception>
    public static string? SqliteFile(string location) => PostgresAddress(location) is null && location != "memory" ? DatabaseAddress.Plain(location) : null;

    /// <summary>Opens an existing store to read it: writers never wait for a reader.</summary>
    /// <param name="location">As for <see cref="OpenAsync"/>, except <c>memory</c>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StudyException">It does not exist or cannot be opened.</exception>
    public static async Task<IStudyReader> OpenReaderAsync(string location, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        location = DatabaseAddress.Plain(location);
        return IsConnectionString(location)
            ? await PostgresStudyStore.OpenReaderAsync(location, cancellationToken)
            : await SqliteStudyStore.OpenReaderAsync(location, cancellationToken);
    }

    private static bool IsConnectionString(string location) => location.Split(';').Any(part =>
        part.TrimStart().StartsWith("Host=", StringComparison.OrdinalIgnoreCase)
        || part.TrimStart().StartsWith("Server=", StringComparison.OrdinalIgnoreCase));
}
