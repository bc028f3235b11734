using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>
/// Muon: the Nesterov step of a convolution, seen as a matrix (out x the rest), is replaced by the nearest orthogonal matrix, scaled
/// by sqrt(max(1, rows / columns)); every direction is learnt at the same pace. All other parameters step plainly.
/// Source: kellerjordan.github.io/posts/muon, five Newton-Schulz steps with its coefficients.
/// </summary>
internal sealed class Muon(ParameterStore parameters, OptimizerRecipe recipe) : NesterovSgd(parameters, recipe)
{
    private const int Iterations = 5;
    private readonly ParameterStore _parameters = parameters;
    private readonly OptimizerRecipe _recipe = recipe;

    protected override void Update(ParameterSlot slot, Span<float> values, ReadOnlySpan<float> gradients, StepFactors factors)
    {
        if (slot.Layer.Op is not Conv { Groups: 1 } || slot.Parameter.Name != "weight")
        {
            base.Update(slot, values, gradients, factors);
            return;
        }

        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var (rows, columns) = ((long)slot.Parameter.Dims[0], slot.Length / slot.Parameter.Dims[0]);
        var momentum = State[0].Floats().Slice(slot.Offset, slot.Length);
        var step = torch.empty(rows, columns);
        var direction = step.Floats();
        var mu = (float)_recipe.Momentum;
        for (var i = 0; i < momentum.Length; i++)
        {
            var g = gradients[i] * factors.GradientScale;
            momentum[i] = (momentum[i] * mu) + g;
            direction[i] = g + (momentum[i] * mu);
        }

        var rate = factors.LearningRate * _recipe.MatrixLearningRate / Math.Max(1e-30, _recipe.LearningRate);
        var weight = _parameters.Values.narrow(0, slot.Offset, slot.Length).view(rows, columns);
        weight.Scale(1 - (rate * factors.WeightDecay));
        weight.Increase(Orthogonal(step), -rate * Math.Sqrt(Math.Max(1, rows / (double)columns)));
    }

    /// <summary>The orthogonal matrix nearest to a matrix, roughly: its singular values are brought near 1.</summary>
    internal static torch.Tensor Orthogonal(torch.Tensor matrix)
    {
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = tall ? matrix.t() : matrix;
        x = x.div(x.norm().Plus(1e-7));
        for (var i = 0; i < Iterations; i++)
        {
            var gram = torch.mm(x, x.t());
            x = x.Times(3.4445).Plus(torch.mm(gram.Times(-4.7750).Plus(torch.mm(gram, gram), 2.0315), x));
        }

        return tall ? x.t() : x;
    }
}
