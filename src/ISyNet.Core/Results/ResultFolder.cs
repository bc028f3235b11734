using System.Collections.Immutable;

namespace ISyNet.Core.Results;

/// <summary>
/// The folder that a job writes its results into: its manifest says of what job it is, and one process at a time works in it.
/// Nothing that is there is lost unless the user says so.
/// </summary>
public sealed class ResultFolder : IDisposable
{
    private const string Lock = ".lock";

    private readonly FileStream _lock;

    private ResultFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A file of the folder.</summary>
    public string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Begins a job in a folder, or goes on with the one that is there.</summary>
    /// <param name="path">The folder; created when it is not there.</param>
    /// <param name="kind">The kind of the job.</param>
    /// <param name="settings">What decides the results, by name; a resumed job must have asked for the same.</param>
    /// <param name="use">What may be done with what is there.</param>
    /// <exception cref="OccupiedException">The folder is taken, or has nothing to resume.</exception>
    /// <exception cref="ISyNetException">The job there was asked for something else, is still at work, or the folder cannot be written.</exception>
    public static ResultFolder Open(string path, ResultKind kind, IReadOnlyDictionary<string, string> settings, FolderUse use)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        var manifest = new ResultManifest(kind, settings.ToImmutableSortedDictionary(StringComparer.Ordinal));
        var before = use == FolderUse.Resume ? Resumed(path) : null;
        before?.CheckSame(manifest, path);
        if (use == FolderUse.New)
            RequireFree(path, resumable: true);
        try
        {
            Directory.CreateDirectory(path);
            // Held until the job ends; a killed process leaves none behind.
            var held = new FileStream(System.IO.Path.Combine(path, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (use == FolderUse.Overwrite)
                Clear(path);
            if (before is null)
                manifest.Write(path);
            return new ResultFolder(path, held);
        }
        catch (IOException error) when (File.Exists(System.IO.Path.Combine(path, ResultFiles.Manifest)))
        {
            throw new ISyNetException($"{path} is in use by another run: wait for it, or take another --out", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{path}: cannot be made a result folder: {error.Message}", error);
        }
    }

    /// <summary>Checks that a file or folder can be written without a loss.</summary>
    /// <param name="path">A file that must not be there, or a folder that must be empty or not there.</param>
    /// <param name="force">Whether what is there may be overwritten.</param>
    /// <param name="resumable">Whether the job that is there could be gone on with.</param>
    /// <exception cref="OccupiedException">The place is taken.</exception>
    public static void RequireFree(string path, bool force = false, bool resumable = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (force)
            return;
        if (File.Exists(path))
            throw new OccupiedException($"{path} exists already: add --force to overwrite it");
        if (IsFilled(path))
            throw new OccupiedException($"{path} is not empty: {(resumable ? "--resume goes on with a stopped job there, " : "")}--force overwrites it, --out takes another folder");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static bool IsFilled(string path) => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();

    /// <summary>The manifest of a job that can be gone on with; null for a training of a version that wrote none.</summary>
    private static ResultManifest? Resumed(string path)
    {
        var manifest = ResultManifest.Read(path);
        return manifest is not null || File.Exists(System.IO.Path.Combine(path, ResultFiles.Checkpoint))
            ? manifest
            : throw new OccupiedException($"{path}: there is nothing to resume");
    }

    /// <summary>Takes away what an earlier job left, so that its results are never mixed with the new ones; other files stay.</summary>
    private static void Clear(string path)
    {
        foreach (var name in ResultFiles.Stale)
            File.Delete(System.IO.Path.Combine(path, name));
        foreach (var folder in ResultFiles.StaleFolders.Select(name => System.IO.Path.Combine(path, name)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        foreach (var events in Directory.EnumerateFiles(path, "events.out.tfevents.*.isynet.*"))
            File.Delete(events);
    }
}
