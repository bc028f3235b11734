using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;

namespace ISyNet.Training.Recipes;

/// <summary>One kind of recipe as JSON with a <c>format</c>: from a file, from a text, or from those that ship in an assembly.</summary>
/// <param name="format">The value of <c>format</c>.</param>
/// <param name="assembly">Where those that ship are: the resources <c>recipes/NAME.json</c>.</param>
public sealed class RecipeFormat<TRecipe>(string format, Assembly assembly)
    where TRecipe : LearningRecipe
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

    /// <summary>Names of the recipes that ship with the product, sorted.</summary>
    public ImmutableArray<string> Names => _catalog.Names;

    /// <summary>A recipe that ships with the product; null if there is none of that name.</summary>
    public TRecipe? Find(string name) => _catalog.Find(name) is { } found ? Parse(_catalog.Text(found)!, found) : null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingException">It cannot be read or is not sound; the message names file, key and reason.</exception>
    public TRecipe Load(string path) => Parse(Named(path, () => StrictJson.ReadText(path)), path);

    /// <summary>Reads the text of a recipe.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="TrainingException">It is not sound; the message names key and reason.</exception>
    public TRecipe Parse(string json, string source)
    {
        var recipe = Named(source, () => StrictJson.Parse(json, format).Deserialize<TRecipe>(Json));
        recipe.Check(source);
        return recipe;
    }

    /// <summary>The text of a recipe.</summary>
    public string Write(TRecipe recipe) => StrictJson.Serialize(recipe, format, Json);

    private static T Named<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ISyNetException inner)
        {
            throw new TrainingException($"{source}: {inner.Message}", inner);
        }
    }
}
