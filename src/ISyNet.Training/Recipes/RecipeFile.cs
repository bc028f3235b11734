using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ISyNet.Training.Recipes;

/// <summary>Reads recipes: JSON with <c>"format": "isynet.recipe/1"</c>, from a file or from those that ship with the product.</summary>
public static class RecipeFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.recipe/1";

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
        [.. typeof(RecipeFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>A recipe that ships with the product; null if there is none of that name.</summary>
    public static TrainingRecipe? Find(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingException">It cannot be read or is not sound; the message names file, key and reason.</exception>
    public static TrainingRecipe Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxBytes)
                throw new TrainingException($"{path}: has {info.Length} bytes, more than the {MaxBytes} that a recipe may have");
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of a recipe.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="TrainingException">It is not sound; the message names key and reason.</exception>
    public static TrainingRecipe Parse(string json, string source)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            if (JsonNode.Parse(json, documentOptions: options) is not JsonObject root)
                throw new TrainingException($"{source}: is no JSON object");
            if (root["format"] is not JsonValue format || !format.TryGetValue<string>(out var text) || text != Format)
                throw new TrainingException($"{source}: is no recipe: it needs \"format\": \"{Format}\"");
            root.Remove("format");
            var recipe = root.Deserialize<TrainingRecipe>(Json) ?? throw new TrainingException($"{source}: is empty");
            RecipeRules.Check(recipe, source);
            return recipe;
        }
        catch (JsonException error)
        {
            throw new TrainingException($"{source}: {JsonProblem.Describe(error)}", error);
        }
    }

    /// <summary>The text of a recipe.</summary>
    public static string Write(TrainingRecipe recipe)
    {
        var root = JsonSerializer.SerializeToNode(recipe, Json)!.AsObject();
        root.Insert(0, "format", Format);
        return root.ToJsonString(Json);
    }
}
