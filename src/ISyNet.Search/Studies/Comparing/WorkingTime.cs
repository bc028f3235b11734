using System.Collections.Immutable;

namespace ISyNet.Search.Studies.Comparing;

/// <summary>The time during which a study was running: the union of its evaluations' intervals, so that neither pauses between runs nor several workers count twice.</summary>
internal static class WorkingTime
{
    /// <summary>Seconds of work until each candidate was finished, in order of that time.</summary>
    public static ImmutableArray<double> After(IReadOnlyList<StudyCandidate> candidates)
    {
        // An end is a point of the union, so the time until it is the union's length left of it.
        var merged = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        foreach (var (start, end) in candidates.Select(c => (Start: c.StartedAt ?? c.FinishedAt!.Value, End: c.FinishedAt!.Value)).OrderBy(i => i.Start))
        {
            if (merged.Count > 0 && start <= merged[^1].End)
                merged[^1] = (merged[^1].Start, end > merged[^1].End ? end : merged[^1].End);
            else
                merged.Add((start, end));
        }

        var seconds = ImmutableArray.CreateBuilder<double>(candidates.Count);
        var (before, piece) = (0.0, 0);
        foreach (var candidate in candidates)
        {
            var end = candidate.FinishedAt!.Value;
            while (merged[piece].End < end)
            {
                before += (merged[piece].End - merged[piece].Start).TotalSeconds;
                piece++;
            }

            seconds.Add(before + (end - merged[piece].Start).TotalSeconds);
        }

        return seconds.MoveToImmutable();
    }
}
