using System.Globalization;
using ISyNet.Search.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace ISyNet.Studies.Sqlite;

/// <summary>
/// Creates and upgrades the tables. All missing migrations run in one transaction, so a kill leaves either the old schema or the
/// new one; the mapper's own method keeps a lock row in the file, which a kill would leave there forever.
/// </summary>
internal static class SqliteSchema
{
    // "ISyN": marks the file as ours (PRAGMA application_id).
    private const int ApplicationId = 0x4953794E;

    public static async Task<bool> PrepareAsync(StudyContext context, string path, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var known = context.Database.GetMigrations().ToArray();
        if (await AppliedAsync(context, path, known, cancellationToken) == known.Length)
            return false;
        await ScalarAsync(context, "PRAGMA journal_mode = WAL", cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var applied = await AppliedAsync(context, path, known, cancellationToken);
        if (applied < known.Length)
        {
            var script = context.GetService<IMigrator>().GenerateScript(
                applied == 0 ? Migration.InitialDatabase : known[applied - 1], null, MigrationsSqlGenerationOptions.NoTransactions);
            await ScalarAsync(context, script, cancellationToken);
            await ScalarAsync(context, $"PRAGMA application_id = {ApplicationId}", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // How many of the known migrations the file has.
    private static async Task<int> AppliedAsync(StudyContext context, string path, string[] known, CancellationToken cancellationToken)
    {
        var tables = Convert.ToInt64(await ScalarAsync(context, "SELECT COUNT(*) FROM sqlite_master", cancellationToken), CultureInfo.InvariantCulture);
        if (tables == 0)
            return 0;
        if (Convert.ToInt64(await ScalarAsync(context, "PRAGMA application_id", cancellationToken), CultureInfo.InvariantCulture) != ApplicationId)
            throw new StudyException($"{path}: is a database of another program, not a study file");
        var last = (string?)await ScalarAsync(context, "SELECT MAX(MigrationId) FROM __EFMigrationsHistory", cancellationToken);
        var index = Array.IndexOf(known, last);
        return index >= 0 ? index + 1 : throw new StudyException($"{path}: was written by a newer version (schema {last}); update this program");
    }

    private static async Task<object?> ScalarAsync(StudyContext context, string sql, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // constants and the mapper's own script
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
