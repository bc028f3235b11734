using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>The rule of <see cref="NesterovSgd"/> by operations of tensors.</summary>
internal class TensorSgd : TensorOptimizer
{
    private readonly torch.Tensor _momentum;
    private readonly SlotFactors _rates, _decays;

    public TensorSgd(ParameterStore parameters, OptimizerRecipe recipe)
        : this(parameters, recipe, slot => slot.RateFactor, slot => Decay(slot, recipe))
    {
    }

    /// <param name="parameters">The parameters.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="rate">The learning rate of a parameter as a factor of the step's.</param>
    /// <param name="decay">The weight decay that is added to the gradient of a parameter.</param>
    protected TensorSgd(ParameterStore parameters, OptimizerRecipe recipe, Func<ParameterSlot, double> rate, Func<ParameterSlot, double> decay) : base(parameters, recipe)
    {
        _momentum = NewVector(parameters);
        (_rates, _decays) = (new SlotFactors(parameters, rate), new SlotFactors(parameters, decay));
    }

    public override ImmutableArray<torch.Tensor> State => [_momentum];

    protected sealed override void Update(torch.Tensor values, torch.Tensor gradients, double learningRate, long step)
    {
        _decays.Increase(gradients, values, 1);
        _momentum.Scale(Recipe.Momentum);
        _momentum.Increase(gradients);
        gradients.Increase(_momentum, Recipe.Momentum);
        Move(values, gradients, learningRate);
    }

    /// <summary>Moves the parameters.</summary>
    /// <param name="values">All parameters.</param>
    /// <param name="directions">How far each goes at a learning rate of 1.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    protected virtual void Move(torch.Tensor values, torch.Tensor directions, double learningRate) => _rates.Increase(values, directions, -learningRate);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _rates.Dispose();
        _decays.Dispose();
    }
}
