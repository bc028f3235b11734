using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;

namespace ISyNet.Training.Recipes;

/// <summary>One kind of recipe as JSON with a <c>format</c>: from a file, from a text, or from those that ship in an assembly.</summary>
/// <param name="format">The value of <c>format</c>.</param>
/// <param name="assembly">Where those that ship are.</param>
/// <param name="check">Checks the ranges of its numbers; told what to call it in errors.</param>
/// <param name="error">Makes the error of its project.</param>
internal sealed class RecipeFormat<TRecipe>(
    string format, Assembly assembly, Action<TRecipe, string> check, Func<string, Exception?, ISyNetException> error)
    where TRecipe : class
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private readonly EmbeddedCatalog _catalog = new(assembly, "recipes");

    public ImmutableArray<string> Names => _catalog.Names;

    public TRecipe? Find(string name) => _catalog.Find(name) is { } found ? Parse(_catalog.Text(found)!, found) : null;

    public TRecipe Load(string path)
    {
        string text;
        try
        {
            text = StrictJson.ReadText(path);
        }
        catch (ISyNetException inner)
        {
            throw error($"{path}: {inner.Message}", inner);
        }

        return Parse(text, path);
    }

    public TRecipe Parse(string json, string source)
    {
        TRecipe recipe;
        try
        {
            recipe = StrictJson.Parse(json, format).Deserialize<TRecipe>(Json);
        }
        catch (ISyNetException inner)
        {
            throw error($"{source}: {inner.Message}", inner);
        }

        check(recipe, source);
        return recipe;
    }

    public string Write(TRecipe recipe) => StrictJson.Serialize(recipe, format, Json);
}
