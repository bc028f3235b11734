using System.Text.Json;

namespace ISyNet.Graph.Architectures;

/// <summary>
/// Reads and writes architectures as JSON: our own format (<c>"format": "isynet.architecture/1"</c>, docs/architecture-format.md)
/// and that of the paper's release, told apart by their keys.
/// </summary>
public static class ArchitectureFile
{
    /// <summary>The value of <c>format</c> in our own files.</summary>
    public const string Format = "isynet.architecture/1";

    private const long MaxBytes = 4 << 20;

    /// <summary>Reads a file of either format. Reference files say neither input nor classes: 3x224x224 and 1000 are taken.</summary>
    /// <exception cref="GraphException">The file cannot be read or is not sound; the message names file, place and reason.</exception>
    public static Architecture Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxBytes)
                throw new GraphException($"has {info.Length} bytes, more than the {MaxBytes} that an architecture may have");
            return Parse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception error) when (error is GraphException or IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of either format.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name to give where the text has none.</param>
    /// <exception cref="GraphException">The text is not sound; the message names place and reason.</exception>
    public static Architecture Parse(string json, string name = "network")
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new GraphException("is not a JSON object");
            if (root.TryGetProperty("nStages", out _))
            {
                var reference = root.Deserialize<ReferenceArchitecture>() ?? throw new GraphException("is empty");
                return reference.ToArchitecture(name, Shape.Map(3, 224, 224), 1000);
            }

            if (!root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Format)
                throw new GraphException($"is no architecture: it has neither \"format\": \"{Format}\" nor the reference's \"nStages\"");
            return ArchitectureJson.Read(root, name);
        }
        catch (JsonException error)
        {
            var at = error.LineNumber is { } line ? $"line {line + 1}: " : "";
            throw new GraphException($"{at}{error.Message.Split(" Path:")[0].Split(" LineNumber:")[0]}{(error.Path is { } p ? $" (at {p})" : "")}", error);
        }
    }

    /// <summary>The text of an architecture in our own format.</summary>
    public static string Write(Architecture architecture) => ArchitectureJson.Write(architecture);

    /// <summary>The text of an architecture in the format of the paper's release.</summary>
    /// <exception cref="GraphException">It has a part that the format cannot say.</exception>
    public static string WriteReference(Architecture architecture) =>
        JsonSerializer.Serialize(ReferenceArchitecture.From(architecture), ArchitectureJson.Indented);
}
