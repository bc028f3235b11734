using System.Text.Json;
using ISyNet.Core.Json;

namespace ISyNet.Graph.Architectures;

/// <summary>
/// Reads and writes architectures as JSON: our own format (<c>"format": "isynet.architecture/1"</c>, docs/architecture-format.md)
/// and that of the paper's release, recognised by their keys.
/// </summary>
public static class ArchitectureFile
{
    /// <summary>The value of <c>format</c> in our own files.</summary>
    public const string Format = "isynet.architecture/1";

    private const long MaxBytes = 4 << 20;

    /// <summary>Reads a file of either format. Reference files give neither input nor classes: 3x224x224 and 1000 are assumed.</summary>
    /// <exception cref="GraphException">The file cannot be read or is not valid; the message names file, place and reason.</exception>
    public static Architecture Load(string path)
    {
        try
        {
            return Parse(StrictJson.ReadText(path, MaxBytes), Path.GetFileNameWithoutExtension(path));
        }
        catch (ISyNetException error)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of either format.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name to use if the text has none.</param>
    /// <exception cref="GraphException">The text is not valid; the message names place and reason.</exception>
    public static Architecture Parse(string json, string name = "network")
    {
        try
        {
            var root = StrictJson.Parse(json);
            if (root.Find("nStages") is not null)
                return root.Deserialize<ReferenceArchitecture>(JsonSerializerOptions.Default).ToArchitecture(name, Shape.Map(3, 224, 224), 1000);
            if (root.Find("format") is not { } format || format.Text() != Format)
                throw root.Error($"is not an architecture: it has neither \"format\": \"{Format}\" nor the reference's \"nStages\"");
            return ArchitectureJson.Read(root, name);
        }
        catch (ISyNetException error) when (error is not GraphException)
        {
            throw new GraphException(error.Message, error);
        }
    }

    /// <summary>The text of an architecture in our own format.</summary>
    public static string Write(Architecture architecture) => ArchitectureJson.Write(architecture);

    /// <summary>The text of an architecture in the format of the paper's release.</summary>
    /// <exception cref="GraphException">It has a part that the format cannot express.</exception>
    public static string WriteReference(Architecture architecture) =>
        JsonSerializer.Serialize(ReferenceArchitecture.From(architecture), ArchitectureJson.Indented);
}
