using ISyNet.Search.Studies;
using Microsoft.EntityFrameworkCore;

namespace ISyNet.Studies.Postgres;

/// <summary>Creates and upgrades the tables.</summary>
internal static class PostgresSchema
{
    /// <exception cref="StudyException">The tables are of a newer version.</exception>
    public static async Task PrepareAsync(StudyContext context, string connectionString, string location, CancellationToken cancellationToken)
    {
        if (await IsCurrentAsync(context, location, cancellationToken))
            return;
        // The mapper's own lock is a table that a new database does not have yet.
        await using var hold = await SchemaLock.HoldAsync(connectionString, cancellationToken);
        if (!await IsCurrentAsync(context, location, cancellationToken))
            await context.Database.MigrateAsync(cancellationToken);
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
