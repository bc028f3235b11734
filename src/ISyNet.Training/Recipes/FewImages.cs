using System.Globalization;
using System.Numerics;

namespace ISyNet.Training.Recipes;

/// <summary>
/// Fits a recipe to few images. An epoch shall have at least 24 steps, so a step takes at most a 24th of the images, as a power of two, but no
/// fewer than 8, of which a batch norm still takes sound statistics. A recipe whose epochs have as many steps already stays as it is.
/// </summary>
public static class FewImages
{
    private const int LeastStepsPerEpoch = 24;
    private const int LeastBatch = 8;

    /// <summary>Images per step that fit a number of training images; never more than the recipe asks for.</summary>
    /// <param name="imagesPerStep">What the recipe asks for.</param>
    /// <param name="images">Number of training images.</param>
    public static int ImagesPerStep(int imagesPerStep, int images)
    {
        if (images / imagesPerStep >= LeastStepsPerEpoch)
            return imagesPerStep;
        var fitting = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, (images / LeastStepsPerEpoch) + 1)) / 2;
        return Math.Min(imagesPerStep, Math.Max(LeastBatch, fitting));
    }

    /// <summary>
    /// The recipe for a number of training images. The learning rate follows by the recipe's own rule: in proportion to the images per step where it says
    /// for how many it is given (<see cref="OptimizerRecipe.RateImages"/>), and as it is where it does not.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="images">Number of training images.</param>
    public static TRecipe Fit<TRecipe>(TRecipe recipe, int images)
        where TRecipe : LearningRecipe
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var asked = (int)Math.Min(int.MaxValue, (long)recipe.BatchSize * recipe.Accumulation);
        var step = ImagesPerStep(asked, images);
        return step == asked ? recipe : recipe with { BatchSize = Math.Min(recipe.BatchSize, step), Accumulation = Math.Max(1, step / recipe.BatchSize) };
    }

    /// <summary>What was changed, in one line; null when nothing was.</summary>
    /// <param name="asked">Images per step that the recipe asked for.</param>
    /// <param name="fitted">Images per step that fit.</param>
    /// <param name="images">Number of training images.</param>
    public static string? Describe(int asked, int fitted, int images)
    {
        if (fitted == asked)
            return null;
        var steps = Math.Max(1, images / fitted);
        return string.Create(CultureInfo.InvariantCulture,
            $"{fitted} images a step instead of the recipe's {asked}, so that an epoch of {images} images has {steps} step{(steps == 1 ? "" : "s")}");
    }
}
