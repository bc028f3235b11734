namespace ISyNet.Search.Studies;

/// <summary>The state of a candidate. There is no other state: a candidate of a dead worker is waiting again when its lease ends.</summary>
public enum CandidateState
{
    /// <summary>Proposed, and free for any worker.</summary>
    Waiting,

    /// <summary>Leased to a worker, until the lease ends.</summary>
    Running,

    /// <summary>Evaluated; it has objectives.</summary>
    Complete,

    /// <summary>The evaluation failed; it has an error text.</summary>
    Failed,
}
