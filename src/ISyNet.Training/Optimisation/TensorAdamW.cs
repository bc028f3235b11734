using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>The rule of <see cref="AdamW"/> by operations of tensors.</summary>
internal sealed class TensorAdamW(ParameterStore parameters, OptimizerRecipe recipe) : TensorOptimizer(parameters, recipe)
{
    private const double Epsilon = 1e-8;
    private readonly torch.Tensor _mean = NewVector(parameters), _square = NewVector(parameters);
    private readonly SlotFactors _rates = new(parameters, slot => slot.RateFactor);
    private readonly SlotFactors _decays = new(parameters, slot => slot.RateFactor * Decay(slot, recipe));

    public override ImmutableArray<torch.Tensor> State => [_mean, _square];

    protected override void Update(torch.Tensor values, torch.Tensor gradients, double learningRate, long step)
    {
        var (b1, b2) = (Recipe.Momentum, Recipe.SecondMomentum);
        _mean.Scale(b1);
        _mean.Increase(gradients, 1 - b1);
        _square.Scale(b2);
        _square.IncreaseByProduct(gradients, gradients, 1 - b2);
        var size = _square.Times(1 / (1 - Math.Pow(b2, step))).sqrt_().Plus(Epsilon);
        _decays.Increase(values, values, -learningRate);
        _rates.IncreaseByQuotient(values, _mean, size, -learningRate / (1 - Math.Pow(b1, step)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _rates.Dispose();
        _decays.Dispose();
    }
}
