using System.Collections.Immutable;
using System.Numerics;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>
/// Gradient descent with Nesterov momentum in PyTorch's form: g += decay*w; m = mu*m + g; w -= rate * (g + mu*m).
/// </summary>
internal class NesterovSgd(ParameterStore parameters, OptimizerRecipe recipe) : MemoryOptimizer(parameters, recipe)
{
    private readonly torch.Tensor _momentum = NewVector(parameters);
    private readonly float _mu = (float)recipe.Momentum;

    public override ImmutableArray<torch.Tensor> State => [_momentum];

    protected override void Update(ParameterSlot slot, Span<float> values, ReadOnlySpan<float> gradients, StepFactors factors)
    {
        var momentum = _momentum.Floats().Slice(slot.Offset, slot.Length);
        var (rate, decay, scale) = (factors.LearningRate, factors.WeightDecay, factors.GradientScale);
        var i = 0;
        for (var width = Vector<float>.Count; i <= values.Length - width; i += width)
        {
            var (w, m) = (new Vector<float>(values[i..]), new Vector<float>(momentum[i..]));
            var g = (new Vector<float>(gradients[i..]) * scale) + (w * decay);
            m = (m * _mu) + g;
            m.CopyTo(momentum[i..]);
            (w - ((g + (m * _mu)) * rate)).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            var g = (gradients[i] * scale) + (values[i] * decay);
            momentum[i] = (momentum[i] * _mu) + g;
            values[i] -= (g + (momentum[i] * _mu)) * rate;
        }
    }
}
