using System.Collections.Immutable;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Networks;

/// <summary>The learning rate of the layers whose names begin like this, as a factor of the recipe's; 0 freezes them.</summary>
/// <param name="Prefix">Such as <c>stages.0.</c>; "" is every layer. The longest prefix that fits decides.</param>
/// <param name="Factor">0 and above.</param>
public sealed record LayerRate(string Prefix, double Factor);

/// <summary>How a network learns: which layers at which pace, and on which weights.</summary>
/// <param name="Rates">Factors by layer; 1 where none fits.</param>
/// <param name="StandardizeWeights">Whether convolutions work on standardised weights.</param>
/// <param name="Bfloat16">Whether convolutions multiply bfloat16 (<see cref="MixedPrecision"/>).</param>
internal sealed record LearningRules(ImmutableArray<LayerRate> Rates, bool StandardizeWeights = false, bool Bfloat16 = false)
{
    public static LearningRules Plain { get; } = new([]);

    /// <summary>The rules of a recipe, with learning rates by layer.</summary>
    public static LearningRules Of(TrainingRecipe recipe, ImmutableArray<LayerRate> rates) => new(
        rates, recipe.WeightStandardization,
        TorchRuntime.Choose(recipe.Arithmetic) == Arithmetic.Bfloat16);

    public double Factor(string layer) =>
        Rates.Where(rate => layer.StartsWith(rate.Prefix, StringComparison.Ordinal)).MaxBy(rate => rate.Prefix.Length)?.Factor ?? 1;

    public bool IsFrozen(string layer) => Factor(layer) == 0;
}
