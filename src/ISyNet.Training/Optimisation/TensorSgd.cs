using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>The rule of <see cref="NesterovSgd"/> by operations of tensors.</summary>
internal sealed class TensorSgd(ParameterStore parameters, OptimizerRecipe recipe) : TensorOptimizer(parameters, recipe)
{
    private readonly torch.Tensor _momentum = NewVector(parameters);
    private readonly SlotFactors _rates = new(parameters, slot => slot.RateFactor);
    private readonly SlotFactors _decays = new(parameters, slot => Decays(slot, recipe.DecayScope) ? recipe.WeightDecay : 0);

    public override ImmutableArray<torch.Tensor> State => [_momentum];

    protected override void Update(torch.Tensor values, torch.Tensor gradients, double learningRate, long step)
    {
        _decays.Increase(gradients, values, 1);
        _momentum.Scale(Recipe.Momentum);
        _momentum.Increase(gradients);
        gradients.Increase(_momentum, Recipe.Momentum);
        _rates.Increase(values, gradients, -learningRate);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _rates.Dispose();
        _decays.Dispose();
    }
}
