using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ISyNet.Core.Json;

namespace ISyNet.Core.Results;

/// <summary>
/// The manifest of a result folder, its file <c>run.json</c> of format <c>isynet.run/1</c>: the kind and the settings of
/// its job.
/// </summary>
/// <param name="Kind">The kind; null in folders of older versions, which did not store it.</param>
/// <param name="Settings">The settings that determine the results, by name; a resumed job must have the same ones.</param>
public sealed record ResultManifest(ResultKind? Kind, ImmutableSortedDictionary<string, string> Settings)
{
    private const string Format = "isynet.run/1", FormatKey = "format", KindKey = "kind";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the manifest of a folder; null when it has none.</summary>
    /// <exception cref="ISyNetException">It cannot be read or is of another format; the message names the file.</exception>
    public static ResultManifest? Read(string folder)
    {
        var file = Path.Combine(folder, ResultFiles.Manifest);
        if (!File.Exists(file))
            return null;
        try
        {
            var root = StrictJson.Parse(StrictJson.ReadText(file), Format);
            return new ResultManifest(
                root.Find(KindKey)?.Choice<ResultKind>(),
                root.Element.EnumerateObject().Where(pair => pair.Name is not (FormatKey or KindKey))
                    .ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.ToString(), StringComparer.Ordinal));
        }
        catch (ISyNetException error)
        {
            throw new ISyNetException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>Writes the manifest of a folder.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public void Write(string folder)
    {
        var root = new JsonObject { [FormatKey] = Format };
        if (Kind is { } kind)
            root[KindKey] = kind.ToString().ToLowerInvariant();
        foreach (var (name, value) in Settings)
            root[name] = value;
        AtomicFile.WriteText(Path.Combine(folder, ResultFiles.Manifest), root.ToJsonString(Indented));
    }

    /// <summary>Checks that a folder's job has the same settings.</summary>
    /// <exception cref="ISyNetException">It has not; the message names the first setting that differs.</exception>
    internal void CheckSame(ResultManifest asked, string folder)
    {
        var file = Path.Combine(folder, ResultFiles.Manifest);
        if (Kind is { } kind && kind != asked.Kind)
            throw new ISyNetException($"{file}: this is a run of '{kind.ToString().ToLowerInvariant()}'");
        foreach (var (name, value) in asked.Settings)
        {
            if (Settings.GetValueOrDefault(name) is var old && old != value)
                throw new ISyNetException($"{file}: this run has {name} {old ?? "unset"}, not {value}: resume it with its original options");
        }
    }
}
