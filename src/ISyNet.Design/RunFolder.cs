using System.Text.Json;
using System.Text.Json.Nodes;
using ISyNet.Graph;

namespace ISyNet.Design;

/// <summary>
/// The folder of a design run: what it was asked (<c>run.json</c>), the study, the trainings, and the results. One process at a
/// time works in it.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string Format = "isynet.run/1";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly FileStream _lock;

    private RunFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The study of the search.</summary>
    public string StudyPath => In("study.db");

    /// <summary>A file of the folder.</summary>
    public string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>What the run in a folder was asked for, by name; empty where there is no run.</summary>
    /// <exception cref="GraphException">The folder's record of it is damaged.</exception>
    public static IReadOnlyDictionary<string, string> SettingsOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = System.IO.Path.Combine(path, "run.json");
        return File.Exists(file) ? Read(file).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal) : new();
    }

    /// <summary>Starts a run in a new or empty folder, or goes on with the run that is there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="settings">What decides the run's networks, by name; a resumed run must have asked for the same.</param>
    /// <param name="resume">Whether to go on with a run.</param>
    /// <exception cref="GraphException">The folder holds a run and is not to be resumed, holds none and is, asked for something else, or is in use.</exception>
    public static RunFolder Open(string path, IReadOnlyDictionary<string, string> settings, bool resume)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(settings);
        var file = System.IO.Path.Combine(path, "run.json");
        if (resume)
            CheckSame(file, Read(file), settings);
        else if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new GraphException($"{path} is not empty: --resume goes on with the run there, --out takes another folder");
        try
        {
            Directory.CreateDirectory(path);
            // Held until the run ends; a killed process leaves none behind.
            var held = new FileStream(System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!resume)
                AtomicFile.WriteText(file, Write(settings));
            return new RunFolder(path, held);
        }
        catch (IOException error) when (File.Exists(file))
        {
            throw new GraphException($"{path} is in use by another run: wait for it, or take another --out", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{path}: cannot be made a result folder: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static string Write(IReadOnlyDictionary<string, string> settings)
    {
        var root = new JsonObject { ["format"] = Format };
        foreach (var (name, value) in settings)
            root[name] = value;
        return root.ToJsonString(Indented);
    }

    private static JsonObject Read(string file)
    {
        if (!File.Exists(file))
            throw new GraphException($"there is no run to resume: {file} is missing");
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) is JsonObject root && root["format"]?.ToString() == Format
                ? root
                : throw new GraphException($"{file}: is no run of format {Format}");
        }
        catch (JsonException error)
        {
            throw new GraphException($"{file}: line {error.LineNumber + 1}: is not JSON", error);
        }
    }

    private static void CheckSame(string file, JsonObject before, IReadOnlyDictionary<string, string> now)
    {
        foreach (var (name, value) in now)
        {
            if (before[name]?.ToString() is var old && old != value)
                throw new GraphException($"{file}: this run has {name} {old ?? "unset"}, not {value}: resume it with the options that it was started with");
        }
    }
}
