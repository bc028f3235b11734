using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Networks;

/// <summary>The learning rate of the layers at a place, as a factor of the recipe's; 0 freezes them. Without a place it is that of every layer.</summary>
/// <param name="Factor">0 and above.</param>
/// <param name="Part">The part of the network; any when null.</param>
/// <param name="Stage">The number of the stage, from 0; any when null.</param>
/// <param name="Role">The role of the layers; any when null.</param>
public sealed record LayerRate(double Factor, NetworkPart? Part = null, int? Stage = null, LayerRole? Role = null)
{
    /// <summary>Whether this is the rate of a layer.</summary>
    public bool Fits(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return (Part is null || layer.Place?.Part == Part) && (Stage is null || layer.Place?.Stage == Stage) && (Role is null || layer.Place?.Role == Role);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var place = string.Join(' ', new[] { Part?.ToString(), Stage is { } stage ? $"number {stage}" : null, Role?.ToString() }.OfType<string>());
        return place.Length > 0 ? place : "every layer";
    }
}

/// <summary>How a network learns: which layers at which pace, and on which weights.</summary>
/// <param name="Rates">Factors by place; the last that fits a layer counts, 1 where none fits.</param>
/// <param name="StandardizeWeights">Whether convolutions work on standardised weights.</param>
/// <param name="Bfloat16">Whether convolutions multiply bfloat16 (docs/performance.md).</param>
public sealed record LearningRules(ImmutableArray<LayerRate> Rates, bool StandardizeWeights = false, bool Bfloat16 = false)
{
    /// <summary>What the network is computed on; chosen, so never <see cref="Accelerator.Auto"/>.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Cpu;

    /// <summary>Every layer at the recipe's pace, in float32, on the processor.</summary>
    public static LearningRules Plain { get; } = new([]);

    /// <summary>The rules of a training.</summary>
    /// <param name="compute">What it computes with.</param>
    /// <param name="rates">Factors by place; none when left out.</param>
    /// <param name="standardizeWeights">Whether convolutions work on standardised weights.</param>
    public static LearningRules Create(ComputeSettings compute, ImmutableArray<LayerRate> rates = default, bool standardizeWeights = false)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return new LearningRules(rates.IsDefault ? [] : rates, standardizeWeights, compute.Arithmetic.Products == Arithmetic.Bfloat16) { Accelerator = compute.Accelerator };
    }

    /// <summary>The learning rate of a layer as a factor of the recipe's.</summary>
    public double Factor(Layer layer) => Rates.LastOrDefault(rate => rate.Fits(layer))?.Factor ?? 1;

    /// <summary>Whether a layer stays as it is.</summary>
    public bool IsFrozen(Layer layer) => Factor(layer) == 0;
}
