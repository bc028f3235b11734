using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ISyNet.Studies.Postgres;

/// <summary>A study database on a PostgreSQL server.</summary>
internal sealed class PostgresStudyContext(DbContextOptions<PostgresStudyContext> options) : StudyContext(options);

/// <summary>Lets <c>dotnet ef migrations add</c> create a context; it does not connect to a server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresStudyContext>
{
    /// <inheritdoc/>
    public PostgresStudyContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresStudyContext>().UseNpgsql("Host=localhost").Options);
}
