using ISyNet.Studies.Postgres;
using ISyNet.Studies.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ISyNet.Studies.Tests;

/// <summary>The migrations end at the model: the last one, the snapshot and the rows agree for each kind of database.</summary>
public class MigrationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_migration_is_the_snapshot_and_the_snapshot_is_the_model(bool isServer)
    {
        using StudyContext context = isServer ? new PostgresDesignTimeFactory().CreateDbContext([]) : new SqliteDesignTimeFactory().CreateDbContext([]);
        var migrations = context.GetService<IMigrationsAssembly>();
        var last = migrations.CreateMigration(migrations.Migrations.Values.Last(), context.Database.ProviderName!);
        Assert.Equal(Text(migrations.ModelSnapshot!.Model), Text(last.TargetModel));
        Assert.False(context.Database.HasPendingModelChanges());
    }

    private static string Text(Microsoft.EntityFrameworkCore.Metadata.IReadOnlyModel model) => model.ToDebugString(MetadataDebugStringOptions.LongDefault);
}
