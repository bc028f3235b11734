using System.Globalization;
using ISyNet.Search.Studies;

namespace ISyNet.Studies;

/// <summary>
/// Addresses of databases as other tools write them (RFC 3986, as SQLAlchemy and Optuna take them), and what they are in .NET's terms: the
/// path of a SQLite file, or a PostgreSQL connection string.
/// </summary>
internal static class DatabaseAddress
{
    /// <summary>A path or a connection string; what is no address comes back as it is.</summary>
    /// <exception cref="StudyException">The address is of a database that is not supported, or lacks a part.</exception>
    public static string Plain(string location)
    {
        var end = location.IndexOf("://", StringComparison.Ordinal);
        if (end <= 0 || location.AsSpan(0, end).ContainsAny('/', '\\', ' '))
            return location;
        // postgresql+psycopg2: the driver is the other tool's matter.
        return location[..end].Split('+')[0].ToLowerInvariant() switch
        {
            "sqlite" => SqlitePath(location[(end + 3)..], location),
            "postgresql" or "postgres" => Postgres(location),
            var other => throw new StudyException($"{Shown(location)}: a database of the kind '{other}' is not supported; give a SQLite file, sqlite:///FILE or postgresql://USER@HOST/DATABASE"),
        };
    }

    // Three slashes begin a relative path, four an absolute one.
    private static string SqlitePath(string rest, string location)
    {
        var path = Uri.UnescapeDataString(rest.Split('?')[0]);
        return path.StartsWith('/') && path.Length > 1
            ? path[1..]
            : throw new StudyException($"{Shown(location)}: names no file; write sqlite:///FILE");
    }

    private static string Postgres(string location)
    {
        if (!Uri.TryCreate(location, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw new StudyException($"{Shown(location)}: is no address; write postgresql://USER@HOST:PORT/DATABASE");
        var parts = new List<string> { $"Host={Quoted(address.Host)}" };
        if (address.Port > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"Port={address.Port}"));
        if (address.AbsolutePath.Trim('/') is { Length: > 0 } database)
            parts.Add($"Database={Quoted(Uri.UnescapeDataString(database))}");
        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            parts.Add($"Username={Quoted(Uri.UnescapeDataString(user[0]))}");
        if (user.Length > 1)
            parts.Add($"Password={Quoted(Uri.UnescapeDataString(user[1]))}");
        foreach (var setting in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
            parts.Add($"{Uri.UnescapeDataString(setting[0])}={Quoted(Uri.UnescapeDataString(setting[^1]))}");
        return string.Join(';', parts);
    }

    // As connection strings quote: a value may hold semicolons.
    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The address without its password.</summary>
    private static string Shown(string location) =>
        location.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && location.IndexOf("://", StringComparison.Ordinal) is var start && start < at
            ? location[..(start + 3)] + "…" + location[at..] : location;
}
