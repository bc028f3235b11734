using System.Net.Sockets;
using ISyNet.Search.Studies;
using Npgsql;

namespace ISyNet.Studies.Postgres;

/// <summary>PostgreSQL's errors as one line for the user.</summary>
internal static class PostgresErrors
{
    /// <summary>Reads a connection string.</summary>
    /// <exception cref="StudyException">It is not one, or names no host.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(settings.Host)
                ? throw new StudyException("the PostgreSQL connection string names no Host: write it like Host=server;Database=studies;Username=me")
                : settings;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new StudyException($"the PostgreSQL connection string is not valid: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>The driver's error inside an error of the mapper; null when there is none.</summary>
    public static Exception? Find(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is NpgsqlException or SocketException)
                return inner;
        }

        return null;
    }

    /// <summary>Whether the server does not answer or not now, so that the same operation may succeed later.</summary>
    public static bool IsUnreachable(Exception error) => error is SocketException or NpgsqlException { IsTransient: true }
        or NpgsqlException and not PostgresException;

    public static StudyException Explain(Exception error, string location)
    {
        var reason = error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => "the study was deleted meanwhile",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the server's disk is full; free some space and resume, finished candidates are kept",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } database => $"{database.MessageText}: create it with createdb",
            PostgresException other => other.MessageText.ReplaceLineEndings(" "),
            _ => $"the server does not answer ({error.Message.ReplaceLineEndings(" ")}); check that it runs and that the address is right; finished candidates are kept",
        };
        var line = $"{location}: {reason}";
        return IsUnreachable(error) ? new StoreUnreachableException(line, error) : new StudyException(line, error);
    }
}
