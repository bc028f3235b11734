namespace ISyNet.Studies.Rows;

/// <summary>A study in the table <c>studies</c>.</summary>
internal sealed class StudyRow
{
    /// <summary>Key; never used twice, so that a deleted study's workers cannot write into another.</summary>
    public int Id { get; set; }

    /// <summary>Unique name.</summary>
    public required string Name { get; set; }

    /// <summary>The specification as JSON, its format version inside.</summary>
    public required string SpecJson { get; set; }

    /// <summary>When it was made.</summary>
    public long CreatedUnixMs { get; set; }
}
