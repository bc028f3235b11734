using System.Collections.Immutable;
using ISyNet.Training.Recipes;

namespace ISyNet.Detection.Learning;

/// <summary>Reads detection recipes: JSON with <c>"format": "isynet.detection-recipe/1"</c>, from a file or one of the shipped ones.</summary>
public static class DetectionRecipeFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.detection-recipe/1";

    private static readonly RecipeFormat<DetectionRecipe> Reader = new(Format, typeof(DetectionRecipeFile).Assembly);

    /// <summary>Names of the shipped recipes, sorted.</summary>
    public static ImmutableArray<string> Names => Reader.Names;

    /// <summary>A shipped recipe; null if there is none with this name.</summary>
    public static DetectionRecipe? Find(string name) => Reader.Find(name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ISyNetException">It cannot be read or is not valid; the message names file, key and reason.</exception>
    public static DetectionRecipe Load(string path) => Reader.Load(path);

    /// <summary>The text of a recipe.</summary>
    public static string Write(DetectionRecipe recipe) => Reader.Write(recipe);
}
