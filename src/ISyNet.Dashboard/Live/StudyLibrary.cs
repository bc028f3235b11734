using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ISyNet.Cluster;
using ISyNet.Dashboard.Results;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Studies;

namespace ISyNet.Dashboard.Live;

/// <summary>Where a study is: in the store, or in the store of a design's result folder.</summary>
/// <param name="Folder">Name of the result folder; null for the store.</param>
/// <param name="Name">Name of the study.</param>
internal sealed record StudyKey(string? Folder, string Name)
{
    /// <summary>Reads <see cref="ToString"/>; null if there is no slash.</summary>
    public static StudyKey? TryParse(string? text) => text?.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? new StudyKey(slash == 0 ? null : text[..slash], text[(slash + 1)..]) : null;

    /// <summary>The folder, a slash and the name: names of folders have no slash.</summary>
    public override string ToString() => $"{Folder}/{Name}";
}

/// <summary>The studies that the dashboard shows: opens their stores when first asked, and keeps a mirror of each study that somebody looks at.</summary>
internal sealed class StudyLibrary(string? store, ResultShelf? results) : IAsyncDisposable
{
    /// <summary>A mirror that nobody asked for this long is dropped.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private const int MostAhead = 200_000;

    private readonly ConcurrentDictionary<string, Task<IStudyReader>> _readers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<StudyKey, StudyMirror> _mirrors = new();
    private readonly WorkerRegister _workers = new(store);

    /// <summary>Whether there is a store of studies.</summary>
    public bool HasStore => store is not null;

    /// <summary>The store, or that of a result folder.</summary>
    /// <param name="folder">Name of the result folder; null for the store.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="ISyNetException">There is none, or it cannot be opened.</exception>
    public async Task<IStudyReader> ReaderAsync(string? folder, CancellationToken cancellation)
    {
        var location = folder is null ? store : results?.StudyOf(folder);
        if (location is null)
            throw new DashboardException(folder is null ? "no store of studies was given: start the dashboard with --store" : $"the result folder '{folder}' has no study");
        var opened = _readers.GetOrAdd(location, place => StudyStores.OpenReaderAsync(place, CancellationToken.None));
        try
        {
            return await opened.WaitAsync(cancellation);
        }
        catch (ISyNetException)
        {
            // The next reader tries again.
            _readers.TryRemove(new(location, opened));
            throw;
        }
    }

    /// <summary>The study now.</summary>
    /// <exception cref="ISyNetException">It is gone, or its store fails.</exception>
    public async Task<StudySnapshot> ReadAsync(StudyKey key, CancellationToken cancellation)
    {
        var reader = await ReaderAsync(key.Folder, cancellation);
        var mirror = _mirrors.GetOrAdd(key, wanted => new StudyMirror(reader, wanted.Name));
        foreach (var (other, old) in _mirrors)
        {
            if (old != mirror && Stopwatch.GetElapsedTime(old.AskedAt) > Kept)
                _mirrors.TryRemove(other, out _);
        }

        try
        {
            return await mirror.ReadAsync(cancellation);
        }
        catch (ISyNetException)
        {
            _mirrors.TryRemove(new(key, mirror));
            throw;
        }
    }

    /// <summary>The newest studies of the store, the newest first, as many as have no more candidates together than memory allows.</summary>
    /// <exception cref="ISyNetException">The store fails.</exception>
    public async Task<ImmutableArray<StudyKey>> NewestAsync(CancellationToken cancellation)
    {
        if (store is null)
            return [];
        var room = MostAhead;
        return [.. (await (await ReaderAsync(null, cancellation)).ListAsync(cancellation)).OrderByDescending(s => s.Study.CreatedAt)
            .TakeWhile(s => (room -= s.Counts.Total) >= 0).Select(s => new StudyKey(null, s.Study.Name))];
    }

    /// <summary>A candidate and its study now; those that wait are not in the snapshot.</summary>
    /// <exception cref="ISyNetException">There is no such candidate, the study is gone, or its store fails.</exception>
    public async Task<(StudySnapshot Study, StudyCandidate Candidate)> FindAsync(StudyKey key, int number, CancellationToken cancellation)
    {
        var study = await ReadAsync(key, cancellation);
        var candidate = study.Find(number) ?? (await (await ReaderAsync(key.Folder, cancellation)).ReadAsync(key.Name, number, number + 1, cancellation) is [var waiting, ..] ? waiting : null)
            ?? throw new MissingPageException(string.Create(CultureInfo.InvariantCulture, $"study '{key.Name}' has no candidate {number}: it has {study.Proposed} so far"));
        return (study, candidate);
    }

    /// <summary>The curve of a candidate, by epoch.</summary>
    /// <exception cref="ISyNetException">The study is gone, or its store fails.</exception>
    public async Task<IReadOnlyList<CurvePoint>> CurveAsync(StudyKey key, int number, CancellationToken cancellation) =>
        await (await ReaderAsync(key.Folder, cancellation)).CurveAsync(key.Name, number, cancellation);

    /// <summary>The workers that are connected to the cluster of a study, with or without a candidate; none where it has no cluster.</summary>
    /// <exception cref="ISyNetException">The server cannot be reached.</exception>
    public async Task<ImmutableArray<ConnectedWorker>> WorkersAsync(StudyKey key, CancellationToken cancellation) => key.Folder is null ? await _workers.ReadAsync(cancellation) : [];

    /// <summary>Whether the store of a study answers, and does not have it.</summary>
    public async Task<bool> IsGoneAsync(StudyKey key, CancellationToken cancellation)
    {
        try
        {
            return await (await ReaderAsync(key.Folder, cancellation)).FindAsync(key.Name, cancellation) is null;
        }
        catch (ISyNetException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _readers.Values.Where(o => o.IsCompletedSuccessfully))
            await (await opened).DisposeAsync();
    }
}
