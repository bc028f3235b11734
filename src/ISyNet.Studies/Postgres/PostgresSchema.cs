using ISyNet.Search.Studies;
using Microsoft.EntityFrameworkCore;

namespace ISyNet.Studies.Postgres;

/// <summary>Creates and upgrades the tables.</summary>
internal static class PostgresSchema
{
    // "ISyN" and 0. The mapper's own lock is a table that a new database does not have yet.
    private const long Lock = 0x4953794E_00000000;

    /// <exception cref="StudyException">The tables are of a newer version.</exception>
    public static async Task PrepareAsync(StudyContext context, string location, CancellationToken cancellationToken)
    {
        if (await IsCurrentAsync(context, location, cancellationToken))
            return;
        // One process at a time, on one connection: the lock ends with it, however the process ends.
        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Lock})", cancellationToken);
        if (!await IsCurrentAsync(context, location, cancellationToken))
            await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Lock})", cancellationToken);
        await context.Database.CloseConnectionAsync();
    }

    private static async Task<bool> IsCurrentAsync(StudyContext context, string location, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToArray();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToArray();
        return applied.Except(known, StringComparer.Ordinal).Any()
            ? throw new StudyException($"{location}: was written by a newer version (schema {applied[^1]}); update this program")
            : applied.Length == known.Length;
    }
}
