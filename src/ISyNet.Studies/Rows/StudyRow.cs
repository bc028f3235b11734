namespace ISyNet.Studies.Rows;

/// <summary>A study in the table <c>studies</c>.</summary>
internal sealed class StudyRow
{
    /// <summary>Key; never reused, so the workers of a deleted study cannot write into another study.</summary>
    public int Id { get; set; }

    /// <summary>Unique name.</summary>
    public required string Name { get; set; }

    /// <summary>The specification as JSON, including its format version.</summary>
    public required string SpecJson { get; set; }

    /// <summary>What its candidates are evaluated with, as JSON; null until a worker of a cluster says it.</summary>
    public string? NumericsJson { get; set; }

    /// <summary>When it was created.</summary>
    public long CreatedUnixMs { get; set; }

    /// <summary>How many candidates the last run was asked for; null before the first.</summary>
    public int? Trials { get; set; }
}
