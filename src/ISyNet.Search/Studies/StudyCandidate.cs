using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies;

/// <summary>A candidate as a strategy proposed it: what a study must remember to evaluate it again. Immutable.</summary>
/// <param name="Number">Its place in the study, from 0, without gaps.</param>
/// <param name="Genotype">Text of the genotype.</param>
/// <param name="Seed">Seed of its evaluation; derived from the study's seed and the number alone.</param>
public sealed record Proposal(int Number, string Genotype, ulong Seed)
{
    /// <summary>The candidate in its space.</summary>
    /// <exception cref="StudyException">The genotype is not of this space.</exception>
    public Candidate ToCandidate(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        try
        {
            return new Candidate(Number, space.Parse(Genotype), Seed);
        }
        catch (SearchException error)
        {
            throw new StudyException($"candidate {Number} is not of space '{space.Name}': {error.Message}", error);
        }
    }
}

/// <summary>Who works on a candidate, and until when nobody else may.</summary>
public sealed record Lease(LeaseOwner Owner, DateTimeOffset ExpiresAt);

/// <summary>A candidate as a store remembers it. Immutable.</summary>
/// <param name="Proposal">What to evaluate.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How many evaluations were begun, those given back on request not counted.</param>
/// <param name="Lease">Its worker while it runs, else null.</param>
/// <param name="StartedAt">When its last evaluation began; null before.</param>
/// <param name="FinishedAt">When it was finished; null before.</param>
/// <param name="Evaluation">What came of it, without the curve (read that by <see cref="IStudyStore.CurveAsync"/>); null before it is finished.</param>
/// <param name="Conditions">Where and how busily it was evaluated; null when not recorded.</param>
public sealed record StudyCandidate(
    Proposal Proposal, CandidateState State, int Attempts, Lease? Lease,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, Evaluation? Evaluation, MachineConditions? Conditions)
{
    /// <summary>Its place in the study.</summary>
    public int Number => Proposal.Number;

    /// <summary>Whether it needs no more work.</summary>
    public bool IsFinished => State is CandidateState.Complete or CandidateState.Failed;

    /// <summary>A candidate that nobody has begun.</summary>
    public static StudyCandidate New(Proposal proposal) => new(proposal, CandidateState.Waiting, 0, null, null, null, null, null);
}
