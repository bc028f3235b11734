using System.Collections.Immutable;
using System.Numerics;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>
/// AdamW (arXiv 1711.05101) in PyTorch's form: w *= 1 - rate*decay; m, v running means of g and g^2;
/// w -= rate * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + 1e-8).
/// </summary>
internal sealed class AdamW(ParameterStore parameters, OptimizerRecipe recipe) : MemoryOptimizer(parameters, recipe)
{
    private const float Epsilon = 1e-8f;
    private readonly torch.Tensor _mean = NewVector(parameters), _square = NewVector(parameters);
    private readonly double _b1 = recipe.Momentum, _b2 = recipe.SecondMomentum;

    public override ImmutableArray<torch.Tensor> State => [_mean, _square];

    protected override void Update(ParameterSlot slot, Span<float> values, ReadOnlySpan<float> gradients, StepFactors factors)
    {
        var mean = _mean.Floats().Slice(slot.Offset, slot.Length);
        var square = _square.Floats().Slice(slot.Offset, slot.Length);
        var (b1, b2) = ((float)_b1, (float)_b2);
        var rate = (float)(factors.LearningRate / (1 - Math.Pow(_b1, factors.Step)));
        var bias = (float)(1 / Math.Sqrt(1 - Math.Pow(_b2, factors.Step)));
        var keep = 1 - (factors.LearningRate * factors.WeightDecay);
        var scale = factors.GradientScale;
        var i = 0;
        for (var width = Vector<float>.Count; i <= values.Length - width; i += width)
        {
            var g = new Vector<float>(gradients[i..]) * scale;
            var m = (new Vector<float>(mean[i..]) * b1) + (g * (1 - b1));
            var v = (new Vector<float>(square[i..]) * b2) + (g * g * (1 - b2));
            m.CopyTo(mean[i..]);
            v.CopyTo(square[i..]);
            var step = m * rate / ((Vector.SquareRoot(v) * bias) + new Vector<float>(Epsilon));
            ((new Vector<float>(values[i..]) * keep) - step).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            var g = gradients[i] * scale;
            mean[i] = (mean[i] * b1) + (g * (1 - b1));
            square[i] = (square[i] * b2) + (g * g * (1 - b2));
            values[i] = (values[i] * keep) - (mean[i] * rate / ((MathF.Sqrt(square[i]) * bias) + Epsilon));
        }
    }
}
