using ISyNet.Studies.Rows;
using Microsoft.EntityFrameworkCore;

namespace ISyNet.Studies;

/// <summary>The three tables of a study database. Each kind of database has its own subclass, because each has its own migrations.</summary>
internal abstract class StudyContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The studies.</summary>
    public DbSet<StudyRow> Studies => Set<StudyRow>();

    /// <summary>The candidates of all studies.</summary>
    public DbSet<CandidateRow> Candidates => Set<CandidateRow>();

    /// <summary>The curves of all candidates.</summary>
    public DbSet<CurveRow> CurvePoints => Set<CurveRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StudyRow>(study =>
        {
            study.ToTable("studies");
            study.HasIndex(s => s.Name).IsUnique();
        });
        modelBuilder.Entity<CandidateRow>(candidate =>
        {
            candidate.ToTable("candidates");
            candidate.HasKey(c => new { c.StudyId, c.Number });
            // As words, for those who read the file with other tools.
            candidate.Property(c => c.State).HasConversion<string>().HasMaxLength(16);
            // Finds the next free candidate at the same cost however many are finished.
            candidate.HasIndex(c => new { c.StudyId, c.State, c.Number });
            candidate.HasOne<StudyRow>().WithMany().HasForeignKey(c => c.StudyId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<CurveRow>(point =>
        {
            point.ToTable("curve_points");
            point.HasKey(p => new { p.StudyId, p.Number, p.Epoch });
            point.HasOne<CandidateRow>().WithMany().HasForeignKey(p => new { p.StudyId, p.Number }).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
