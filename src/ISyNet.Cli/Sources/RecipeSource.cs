using ISyNet.Training.Recipes;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the recipe that a command line names: a shipped one, or a recipe file.</summary>
internal static class RecipeSource
{
    public static TrainingRecipe Load(string name)
    {
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return File.Exists(name) ? RecipeFile.Load(name) : throw new UsageException($"{name}: no such recipe file");
        return RecipeFile.Find(name) ?? throw UsageException.Unknown("recipe", name, RecipeFile.Names);
    }
}
