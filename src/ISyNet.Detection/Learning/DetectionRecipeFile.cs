using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ISyNet.Training.Recipes;

namespace ISyNet.Detection.Learning;

/// <summary>Reads detection recipes: JSON with <c>"format": "isynet.detection-recipe/1"</c>, from a file or from those that ship.</summary>
public static class DetectionRecipeFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.detection-recipe/1";

    private const string Prefix = "recipes/";
    private const long MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Names of the recipes that ship with the product, sorted.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(DetectionRecipeFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>A recipe that ships with the product; null if there is none of that name.</summary>
    public static DetectionRecipe? Find(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DetectionException">It cannot be read or is not sound; the message names file, key and reason.</exception>
    public static DetectionRecipe Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxBytes)
                throw new DetectionException($"{path}: has {info.Length} bytes, more than the {MaxBytes} that a recipe may have");
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DetectionException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of a recipe.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="DetectionException">It is not sound; the message names key and reason.</exception>
    public static DetectionRecipe Parse(string json, string source)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            if (JsonNode.Parse(json, documentOptions: options) is not JsonObject root)
                throw new DetectionException($"{source}: is no JSON object");
            if (root["format"] is not JsonValue format || !format.TryGetValue<string>(out var text) || text != Format)
                throw new DetectionException($"{source}: is no detection recipe: it needs \"format\": \"{Format}\"");
            root.Remove("format");
            var recipe = root.Deserialize<DetectionRecipe>(Json) ?? throw new DetectionException($"{source}: is empty");
            DetectionRecipeRules.Check(recipe, source);
            return recipe;
        }
        catch (JsonException error)
        {
            throw new DetectionException($"{source}: {JsonProblem.Describe(error)}", error);
        }
    }

    /// <summary>The text of a recipe.</summary>
    public static string Write(DetectionRecipe recipe)
    {
        var root = JsonSerializer.SerializeToNode(recipe, Json)!.AsObject();
        root.Insert(0, "format", Format);
        return root.ToJsonString(Json);
    }
}
