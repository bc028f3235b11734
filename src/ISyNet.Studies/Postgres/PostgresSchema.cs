using ISyNet.Search.Studies;
using Microsoft.EntityFrameworkCore;

namespace ISyNet.Studies.Postgres;

/// <summary>Creates and upgrades the tables.</summary>
internal static class PostgresSchema
{
    /// <exception cref="StudyException">The tables are of a newer version.</exception>
    public static async Task PrepareAsync(StudyContext context, string location, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToArray();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToArray();
        if (applied.Except(known, StringComparer.Ordinal).Any())
            throw new StudyException($"{location}: was written by a newer version (schema {applied[^1]}); update this program");
        if (applied.Length < known.Length)
            await context.Database.MigrateAsync(cancellationToken);
    }
}
