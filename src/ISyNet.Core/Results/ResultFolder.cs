using System.Collections.Immutable;

namespace ISyNet.Core.Results;

/// <summary>
/// The folder that a job writes its results into: its manifest gives the kind of the job, and one process at a time works in it.
/// Existing results are lost only if the user says so.
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

    /// <summary>Starts a job in a folder, or continues the one in it.</summary>
    /// <param name="path">The folder; created if missing.</param>
    /// <param name="kind">The kind of the job.</param>
    /// <param name="settings">The settings that determine the results, by name; a resumed job must have the same settings.</param>
    /// <param name="use">What to do with existing results.</param>
    /// <exception cref="OccupiedException">The folder is occupied, or has nothing to resume.</exception>
    /// <exception cref="ISyNetException">The job in the folder has other settings or is still running, or the folder cannot be written.</exception>
    public static ResultFolder Open(string path, ResultKind kind, IReadOnlyDictionary<string, string> settings, FolderUse use)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        var manifest = new ResultManifest(kind, settings.ToImmutableSortedDictionary(StringComparer.Ordinal));
        var before = use == FolderUse.Resume ? Resumed(path) : null;
        before?.CheckSame(manifest, path);
        if (use == FolderUse.New)
            RequireFree(path, resumable: kind is ResultKind.Design or ResultKind.Train or ResultKind.Finetune or ResultKind.Detect);
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
            throw new ISyNetException($"{path} is in use by another run: wait for it, or give another --out", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{path}: cannot be used as a result folder: {error.Message}", error);
        }
    }

    /// <summary>Checks that a file or folder can be written without losing data.</summary>
    /// <param name="path">A file that must not exist, or a folder that must be empty or missing.</param>
    /// <param name="force">Whether existing data may be overwritten.</param>
    /// <param name="resumable">Whether the existing job could be resumed.</param>
    /// <exception cref="OccupiedException">The place is occupied.</exception>
    public static void RequireFree(string path, bool force = false, bool resumable = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (force)
            return;
        if (File.Exists(path))
            throw new OccupiedException($"{path} exists already: add --force to overwrite it");
        if (IsFilled(path))
            throw new OccupiedException($"{path} is not empty: {(resumable ? "--resume continues a stopped job there, " : "")}--force overwrites it, --out gives another folder");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static bool IsFilled(string path) => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();

    /// <summary>The manifest of a job that can be resumed; null for a training of an older version without a manifest.</summary>
    private static ResultManifest? Resumed(string path)
    {
        var manifest = ResultManifest.Read(path);
        return manifest is not null || File.Exists(System.IO.Path.Combine(path, ResultFiles.Checkpoint))
            ? manifest
            : throw new OccupiedException($"{path}: there is nothing to resume");
    }

    /// <summary>Deletes the results of an earlier job, so that they are never mixed with the new ones; other files stay.</summary>
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
