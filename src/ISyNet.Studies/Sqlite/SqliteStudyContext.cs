using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ISyNet.Studies.Sqlite;

/// <summary>A study database in one SQLite file.</summary>
internal sealed class SqliteStudyContext(DbContextOptions<SqliteStudyContext> options) : StudyContext(options);

/// <summary>Lets <c>dotnet ef migrations add</c> create a context; it does not open a database.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteStudyContext>
{
    /// <inheritdoc/>
    public SqliteStudyContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteStudyContext>().UseSqlite("Data Source=:memory:").Options);
}
