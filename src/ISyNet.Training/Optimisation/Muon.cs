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

    /// <summary>Whether a parameter steps as a matrix.</summary>
    public static bool IsMatrix(ParameterSlot slot) => slot.Layer.Op is Conv { Groups: 1 } && slot.Parameter.Name == "weight";

    /// <summary>The length of its steps against those of a square matrix.</summary>
    public static double Scale(ParameterSlot slot)
    {
        double rows = slot.Parameter.Dims[0];
        return Math.Sqrt(Math.Max(1, rows * rows / slot.Length));
    }

    protected override void Update(ParameterSlot slot, Span<float> values, ReadOnlySpan<float> gradients, StepFactors factors)
    {
        if (!IsMatrix(slot))
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
        weight.Increase(Orthogonal(step), -rate * Scale(slot));
    }

    /// <summary>The orthogonal matrix nearest to a matrix, roughly: its singular values are brought near 1.</summary>
    /// <param name="matrix">A matrix, or several of one shape in a row.</param>
    internal static torch.Tensor Orthogonal(torch.Tensor matrix) => matrix.ndim == 3 ? OrthogonalEach(matrix) : OrthogonalOne(matrix);

    private static torch.Tensor OrthogonalOne(torch.Tensor matrix)
    {
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = tall ? matrix.t() : matrix;
        x = x.div(x.norm().Plus(1e-7));
        for (var i = 0; i < Iterations; i++)
        {
            var gram = torch.mm(x, x.t());
            x = x.Times(A).Plus(torch.mm(gram.Times(B).Plus(torch.mm(gram, gram), C), x));
        }

        return tall ? x.t() : x;
    }

    private const float A = 3.4445f, B = -4.7750f, C = 2.0315f;

    private static torch.Tensor OrthogonalEach(torch.Tensor matrices)
    {
        var tall = matrices.shape[1] > matrices.shape[2];
        var x = tall ? matrices.transpose(1, 2) : matrices;
        x = x.div(x.mul(x).sum([1, 2], keepdim: true).sqrt_().Plus(1e-7));
        for (var i = 0; i < Iterations; i++)
        {
            var gram = torch.bmm(x, x.transpose(1, 2));
            // TorchSharp takes the factors first: b1.baddbmm(b2, summand, beta, alpha) = beta summand + alpha b1 b2.
            x = gram.baddbmm(gram, gram, B, C).baddbmm(x, x, A);
        }

        return tall ? x.transpose(1, 2) : x;
    }
}
