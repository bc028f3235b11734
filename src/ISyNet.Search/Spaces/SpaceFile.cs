using System.Text.Json;

namespace ISyNet.Search.Spaces;

/// <summary>Reads search spaces: JSON with <c>"format": "isynet.space/1"</c>; docs/search-space.md explains every field.</summary>
public static class SpaceFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.space/1";

    private const long MaxBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SearchException">It cannot be read or contradicts itself; the message names file, line, field and rule.</exception>
    public static SearchSpace Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxBytes)
                throw new SearchException($"has {info.Length} bytes, more than the {MaxBytes} that a space may have");
            return Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is SearchException or IOException or UnauthorizedAccessException)
        {
            throw new SearchException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="SearchException">It contradicts itself; the message names line, field and rule.</exception>
    public static SearchSpace Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return SpaceJson.Read(new JsonField(document.RootElement, "", JsonLines.Find(json)));
        }
        catch (JsonException error)
        {
            throw new SearchException($"line {error.LineNumber + 1}: is no JSON: {error.Message.Split(" LineNumber:")[0]}", error);
        }
    }
}
