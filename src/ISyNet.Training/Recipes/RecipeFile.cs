using System.Collections.Immutable;

namespace ISyNet.Training.Recipes;

/// <summary>Reads recipes: JSON with <c>"format": "isynet.recipe/1"</c>, from a file or from those that ship with the product.</summary>
public static class RecipeFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.recipe/1";

    private static readonly RecipeFormat<TrainingRecipe> Reader = new(Format, typeof(RecipeFile).Assembly);

    /// <summary>Names of the recipes that ship with the product, sorted.</summary>
    public static ImmutableArray<string> Names => Reader.Names;

    /// <summary>A recipe that ships with the product; null if there is none of that name.</summary>
    public static TrainingRecipe? Find(string name) => Reader.Find(name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingException">It cannot be read or is not sound; the message names file, key and reason.</exception>
    public static TrainingRecipe Load(string path) => Reader.Load(path);

    /// <summary>Reads the text of a recipe.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="TrainingException">It is not sound; the message names key and reason.</exception>
    public static TrainingRecipe Parse(string json, string source) => Reader.Parse(json, source);

    /// <summary>The text of a recipe.</summary>
    public static string Write(TrainingRecipe recipe) => Reader.Write(recipe);
}
