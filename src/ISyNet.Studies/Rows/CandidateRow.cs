using ISyNet.Search.Studies;

namespace ISyNet.Studies.Rows;

/// <summary>A candidate in the table <c>candidates</c>; its key is study and number.</summary>
internal sealed class CandidateRow
{
    /// <summary>The study.</summary>
    public int StudyId { get; set; }

    /// <summary>Number in the study.</summary>
    public int Number { get; set; }

    /// <summary>Text of the genotype.</summary>
    public required string Genotype { get; set; }

    /// <summary>The 64 bits of the seed, as a signed number, because SQL has no unsigned ones.</summary>
    public long SeedBits { get; set; }

    /// <summary>Its state.</summary>
    public CandidateState State { get; set; }

    /// <summary>Number of started evaluations.</summary>
    public int Attempts { get; set; }

    /// <summary>Text of the owner while it runs.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>End of the lease while it runs.</summary>
    public long? LeaseExpiresUnixMs { get; set; }

    /// <summary>Start of the last evaluation.</summary>
    public long? StartedUnixMs { get; set; }

    /// <summary>End of the last evaluation.</summary>
    public long? FinishedUnixMs { get; set; }

    /// <summary>Seconds that the evaluation took.</summary>
    public double? Seconds { get; set; }

    /// <summary>Values by objective, as a JSON object.</summary>
    public string? ObjectivesJson { get; set; }

    /// <summary>Machine conditions, as a JSON object.</summary>
    public string? ConditionsJson { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }
}
