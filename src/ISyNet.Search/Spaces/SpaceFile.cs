using ISyNet.Core.Json;

namespace ISyNet.Search.Spaces;

/// <summary>Reads search spaces: JSON with <c>"format": "isynet.space/1"</c>; docs/search-space.md explains every field.</summary>
public static class SpaceFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.space/1";

    /// <summary>Reads a file.</summary>
    /// <exception cref="SearchException">It cannot be read or breaks a rule; the message names file, line, field and rule.</exception>
    public static SearchSpace Load(string path)
    {
        try
        {
            return Parse(StrictJson.ReadText(path));
        }
        catch (ISyNetException error)
        {
            throw new SearchException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="SearchException">It breaks a rule; the message names line, field and rule.</exception>
    public static SearchSpace Parse(string json)
    {
        try
        {
            return SpaceJson.Read(StrictJson.Parse(json, Format));
        }
        catch (ISyNetException error) when (error is not SearchException)
        {
            throw new SearchException(error.Message, error);
        }
    }
}
