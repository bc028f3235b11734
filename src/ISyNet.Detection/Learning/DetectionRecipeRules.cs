using ISyNet.Training.Recipes;

namespace ISyNet.Detection.Learning;

/// <summary>The ranges of a detection recipe's numbers.</summary>
internal static class DetectionRecipeRules
{
    public static void Check(DetectionRecipe recipe, string source)
    {
        void Range(string key, double value, double low, double high)
        {
            if (!(value >= low && value <= high))
                throw new DetectionException($"{source}: {key} is {value}; it must be {low} to {high}");
        }

        // What both kinds of recipe have is judged by the one rule.
        RecipeRules.Check(new TrainingRecipe
        {
            Name = recipe.Name,
            BatchSize = recipe.BatchSize,
            Epochs = recipe.Epochs,
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule,
            AverageDecay = recipe.AverageDecay,
        }, source);
        Range("boxWeight", recipe.BoxWeight, 0, 1000);
        Range("assignment.topK", recipe.Assignment.TopK, 1, 10_000);
        Range("assignment.alpha", recipe.Assignment.Alpha, 0, 100);
        Range("assignment.beta", recipe.Assignment.Beta, 0, 100);
        Range("augmentation.flip", recipe.Augmentation.Flip, 0, 1);
        Range("augmentation.mosaic", recipe.Augmentation.Mosaic, 0, 1);
        Range("augmentation.scaleJitter", recipe.Augmentation.ScaleJitter, 0, 0.9);
    }
}
