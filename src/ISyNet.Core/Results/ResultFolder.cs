using System.Collections.Immutable;

namespace ISyNet.Core.Results;

/// <summary>
/// A folder with the results of a job. Each kind of job has a folder type on this base, which names its files: who writes or reads a folder
/// asks it. Existing results are lost only if the user says so.
/// </summary>
/// <param name="Path">The folder; it need not exist.</param>
public abstract record ResultFolder(string Path)
{
    private const string Lock = ".lock";

    /// <summary>The figures, for programs.</summary>
    public string Metrics => In(ResultFiles.Metrics);

    /// <summary>The report page, for people.</summary>
    public string Report => In(ResultFiles.Report);

    /// <summary>The files of the folder that its type knows and that exist, by their paths below it with <c>/</c>: those for people first.</summary>
    public IReadOnlyList<string> Files() =>
    [
        .. Known.Distinct(StringComparer.Ordinal).Where(name => File.Exists(In(name))), .. Below("", "*.png"),
    ];

    /// <summary>The names of the files that this kind of folder may have, those for people first.</summary>
    protected virtual IEnumerable<string> Known => [ResultFiles.Report, ResultFiles.Metrics];

    /// <summary>The files of a folder below this one, in order of name.</summary>
    protected IEnumerable<string> Below(string folder, string pattern) => Directory.Exists(In(folder))
        ? Directory.EnumerateFiles(In(folder), pattern).Select(file => folder.Length == 0 ? System.IO.Path.GetFileName(file) : $"{folder}/{System.IO.Path.GetFileName(file)}").Order(StringComparer.Ordinal)
        : [];

    /// <summary>The kind and the settings of its job; null for a folder without a manifest.</summary>
    /// <exception cref="ISyNetException">The manifest cannot be read; the message names the file.</exception>
    public ResultManifest? Manifest() => ResultManifest.Read(Path);

    /// <summary>Starts a job in the folder, or continues the one in it. One process at a time works in a folder.</summary>
    /// <param name="kind">The kind of the job.</param>
    /// <param name="settings">The settings that determine the results, by name; a resumed job must have the same settings.</param>
    /// <param name="use">What to do with existing results.</param>
    /// <returns>Holds the folder until it is disposed.</returns>
    /// <exception cref="OccupiedException">The folder is occupied, or has nothing to resume: no job, or one that is finished.</exception>
    /// <exception cref="ISyNetException">The job in the folder has other settings or is still running, or the folder cannot be written.</exception>
    public IDisposable Begin(ResultKind kind, IReadOnlyDictionary<string, string> settings, FolderUse use)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Require(kind, use);
        var manifest = new ResultManifest(kind, settings.ToImmutableSortedDictionary(StringComparer.Ordinal));
        var before = use == FolderUse.Resume ? Resumed(Path) : null;
        before?.CheckSame(manifest, Path);
        try
        {
            Directory.CreateDirectory(Path);
            // Held until the job ends; a killed process leaves none behind.
            var held = new FileStream(In(Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (use == FolderUse.Overwrite)
                Clear(Path);
            if (before is null)
                manifest.Write(Path);
            return held;
        }
        catch (IOException error) when (File.Exists(In(ResultFiles.Manifest)))
        {
            throw new ISyNetException($"{Path} is in use by another run: wait for it, or give another --out", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException($"{Path}: cannot be used as a result folder: {error.Message}", error);
        }
    }

    /// <summary>Checks that the folder can be used so, as <see cref="Begin"/> does: for a job that reads much before it begins.</summary>
    /// <param name="kind">The kind of the job.</param>
    /// <param name="use">What to do with existing results.</param>
    /// <exception cref="OccupiedException">The folder is occupied, or its job is finished.</exception>
    public void Require(ResultKind kind, FolderUse use)
    {
        if (use == FolderUse.New)
            RequireFree(Path, resumable: kind is ResultKind.Design or ResultKind.Train or ResultKind.Finetune or ResultKind.Detect);
        if (use == FolderUse.Resume && IsFinished)
            throw new OccupiedException($"{Path}: its job is finished, so there is nothing to resume: --force in place of --resume runs it again, --out gives another folder");
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

    /// <summary>A file of the folder.</summary>
    protected string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Whether a job has ended here: its figures and its report are there, and no state to go on from.</summary>
    private bool IsFinished => File.Exists(Metrics) && File.Exists(Report) && !File.Exists(In(ResultFiles.Checkpoint)) && !File.Exists(In(ResultFiles.DetectorCheckpoint));

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
