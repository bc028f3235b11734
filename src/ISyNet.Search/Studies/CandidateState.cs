namespace ISyNet.Search.Studies;

/// <summary>Where a candidate of a study stands. There is no other state: what a dead worker held is waiting again when its lease ends.</summary>
public enum CandidateState
{
    /// <summary>Proposed, and free for any worker.</summary>
    Waiting,

    /// <summary>Leased to a worker, until the lease ends.</summary>
    Running,

    /// <summary>Evaluated; its objectives are there.</summary>
    Complete,

    /// <summary>Evaluated in vain; its error text is there.</summary>
    Failed,
}
