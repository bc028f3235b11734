using System.Diagnostics;
using ISyNet.Search.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>
/// A study as last read from its store. A refresh reads what may have changed since the one before: the first reads all, the later ones only what is not finished.
/// All readers of a study share one mirror. Thread-safe.
/// </summary>
#pragma warning disable CA1001 // the semaphore holds nothing to free: nobody asks for its wait handle
internal sealed class StudyMirror(IStudyReader reader, string name)
{
#pragma warning restore CA1001
    /// <summary>Readers that come within this time of a refresh share it.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(400);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<StudyCandidate?> _started = [];
    private readonly HashSet<int> _running = [];
    private int _firstOpen;
    private long _readAt;
    private DateTimeOffset _mergedAt;
    private StudySnapshot? _latest;

    /// <summary>When somebody last asked.</summary>
    public long AskedAt { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>The study now; the same object as before when nothing changed.</summary>
    /// <exception cref="StudyException">The store fails, or the study is gone.</exception>
    public async Task<StudySnapshot> ReadAsync(CancellationToken cancellation)
    {
        AskedAt = Stopwatch.GetTimestamp();
        if (_latest is { } latest && Stopwatch.GetElapsedTime(Volatile.Read(ref _readAt)) < Fresh)
            return latest;
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_latest is { } meanwhile && Stopwatch.GetElapsedTime(Volatile.Read(ref _readAt)) < Fresh)
                return meanwhile;
            var study = await reader.FindAsync(name, cancellation) ?? throw StudyErrors.NoSuchStudy(name, reader.Location);
            if (_latest is { } before && before.Study.CreatedAt != study.CreatedAt)
                Forget();
            _latest = Merge(study, await reader.ReadStartedAsync(name, _firstOpen, cancellation));
            Volatile.Write(ref _readAt, Stopwatch.GetTimestamp());
            return _latest;
        }
        finally
        {
            _gate.Release();
        }
    }

    // Another study of the same name was made.
    private void Forget()
    {
        _started.Clear();
        _running.Clear();
        _firstOpen = 0;
        _latest = null;
    }

    private StudySnapshot Merge(Study study, StartedCandidates read)
    {
        var (since, now) = (_mergedAt, TimeProvider.System.GetUtcNow());
        _mergedAt = now;
        // That a lease has ended is news, too: of a worker that died, the store shows nothing else.
        var changed = _latest is null || _latest.Proposed != read.Proposed || _latest.Trials != read.Trials
            || read.Candidates.Any(c => c.Lease is { } lease && lease.ExpiresAt > since && lease.ExpiresAt <= now);
        var before = _running.ToDictionary(number => number, number => _started[number]!);
        _running.Clear();
        foreach (var candidate in read.Candidates)
        {
            while (_started.Count <= candidate.Number)
                _started.Add(null);
            before.Remove(candidate.Number);
            changed |= _started[candidate.Number] is not { } old || old.State != candidate.State || old.StartedAt != candidate.StartedAt || old.Lease != candidate.Lease;
            _started[candidate.Number] = candidate;
            if (!candidate.IsFinished)
                _running.Add(candidate.Number);
        }

        // Those that ran and are not among the started ones wait again.
        foreach (var number in before.Keys)
        {
            _started[number] = null;
            changed = true;
        }

        while (_firstOpen < _started.Count && _started[_firstOpen] is { IsFinished: true })
            _firstOpen++;
        return changed ? new StudySnapshot(study, read.Proposed, read.Trials, [.. _started.OfType<StudyCandidate>()]) : _latest!;
    }
}
