using ISyNet.Search.Spaces;

namespace ISyNet.Search.Studies;

/// <summary>A proposed candidate: what a study stores to evaluate it again. Immutable.</summary>
/// <param name="Number">Its place in the study, from 0, without gaps.</param>
/// <param name="Genotype">Text of the genotype.</param>
/// <param name="Seed">Seed of its evaluation; depends only on the study's seed and the number.</param>
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

/// <summary>The owner of a candidate, and the time until which no other worker may take it.</summary>
public sealed record Lease(LeaseOwner Owner, DateTimeOffset ExpiresAt);

/// <summary>A stored candidate. Immutable.</summary>
/// <param name="Proposal">What to evaluate.</param>
/// <param name="State">Its state.</param>
/// <param name="Attempts">How many evaluations were started, not counting those returned on request.</param>
/// <param name="Lease">Its worker while it runs, else null.</param>
/// <param name="StartedAt">When its last evaluation started; null before.</param>
/// <param name="FinishedAt">When it was finished; null before.</param>
/// <param name="Evaluation">The result, without the curve (read that by <see cref="IStudyReader.CurveAsync"/>); null before it is finished.</param>
/// <param name="Conditions">The machine and its load during the evaluation; null if not recorded.</param>
public sealed record StudyCandidate(
    Proposal Proposal, CandidateState State, int Attempts, Lease? Lease,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, Evaluation? Evaluation, MachineConditions? Conditions)
{
    /// <summary>Its place in the study.</summary>
    public int Number => Proposal.Number;

    /// <summary>Whether it is complete or failed.</summary>
    public bool IsFinished => State is CandidateState.Complete or CandidateState.Failed;

    /// <summary>A candidate that is waiting.</summary>
    public static StudyCandidate New(Proposal proposal) => new(proposal, CandidateState.Waiting, 0, null, null, null, null, null);
}

/// <summary>The started candidates of a study at one moment.</summary>
/// <param name="Proposed">Number of all candidates proposed so far, those that wait included.</param>
/// <param name="Trials">How many the last run was asked for; null if that is not known.</param>
/// <param name="Candidates">The running and finished ones that were asked for, in order of number, without curves.</param>
public sealed record StartedCandidates(int Proposed, int? Trials, IReadOnlyList<StudyCandidate> Candidates);
