using System.Collections.Immutable;
using MathNet.Numerics.Statistics;

namespace ISyNet.Search.Studies;

/// <summary>A worker with the candidate that it holds. Immutable.</summary>
/// <param name="Owner">The worker.</param>
/// <param name="Candidate">Number of its candidate.</param>
/// <param name="Attempt">Which attempt at this candidate it is, from 1.</param>
/// <param name="Since">When it started.</param>
/// <param name="LeaseLeft">Time until others may take the candidate, unless the worker renews its lease; 0 or less if they may.</param>
/// <param name="TimeLeft">Estimated time until it is finished: the median time of the complete candidates without the time passed; null without a complete candidate.</param>
public sealed record WorkerActivity(LeaseOwner Owner, int Candidate, int Attempt, DateTimeOffset Since, TimeSpan LeaseLeft, TimeSpan? TimeLeft)
{
    /// <summary>Whether the lease has not ended and the process, if it is of this machine, is there.</summary>
    public bool IsAlive => LeaseLeft > TimeSpan.Zero && !Owner.IsDead();

    /// <summary>The workers of a study that hold a candidate, by candidate.</summary>
    /// <param name="contents">The study.</param>
    /// <param name="now">The time by the clock of its store.</param>
    public static ImmutableArray<WorkerActivity> Find(StudyContents contents, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var seconds = contents.Candidates.Where(c => c.State == CandidateState.Complete).Select(c => c.Evaluation!.Seconds).ToArray();
        var median = seconds.Length > 0 ? TimeSpan.FromSeconds(seconds.Median()) : (TimeSpan?)null;
        return [.. contents.Candidates.Where(c => c is { State: CandidateState.Running, Lease: not null, StartedAt: not null }).Select(c => new WorkerActivity(
            c.Lease!.Owner, c.Number, c.Attempts, c.StartedAt!.Value, c.Lease.ExpiresAt - now,
            median - (now - c.StartedAt.Value) is { } left ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : null))];
    }
}
