using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ISyNet.Training.Recipes;

/// <summary>One kind of recipe as JSON with a <c>format</c>: from a file, from a text, or from those that ship in an assembly.</summary>
/// <param name="format">The value of <c>format</c>.</param>
/// <param name="kind">What people call it, such as <c>recipe</c>.</param>
/// <param name="assembly">Where those that ship are.</param>
/// <param name="check">Checks the ranges of its numbers; told what to call it in errors.</param>
/// <param name="error">Makes the error of its project.</param>
internal sealed class RecipeFormat<TRecipe>(
    string format, string kind, Assembly assembly, Action<TRecipe, string> check, Func<string, Exception?, ISyNetException> error)
    where TRecipe : class
{
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

    private readonly EmbeddedCatalog _catalog = new(assembly, "recipes");

    public ImmutableArray<string> Names => _catalog.Names;

    public TRecipe? Find(string name) => _catalog.Find(name) is { } found ? Parse(_catalog.Text(found)!, found) : null;

    public TRecipe Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxBytes)
                throw error($"{path}: has {info.Length} bytes, more than the {MaxBytes} that a recipe may have", null);
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception inner) when (inner is IOException or UnauthorizedAccessException)
        {
            throw error($"{path}: {inner.Message}", inner);
        }
    }

    public TRecipe Parse(string json, string source)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            if (JsonNode.Parse(json, documentOptions: options) is not JsonObject root)
                throw error($"{source}: is no JSON object", null);
            if (root["format"] is not JsonValue value || !value.TryGetValue<string>(out var text) || text != format)
                throw error($"{source}: is no {kind}: it needs \"format\": \"{format}\"", null);
            root.Remove("format");
            var recipe = root.Deserialize<TRecipe>(Json) ?? throw error($"{source}: is empty", null);
            check(recipe, source);
            return recipe;
        }
        catch (JsonException inner)
        {
            throw error($"{source}: {JsonProblem.Describe(inner)}", inner);
        }
    }

    public string Write(TRecipe recipe)
    {
        var root = JsonSerializer.SerializeToNode(recipe, Json)!.AsObject();
        root.Insert(0, "format", format);
        return root.ToJsonString(Json);
    }
}
