using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>
/// Turns gradients into steps over the flat memory of a network, parameter by parameter, in one pass over memory each. Its whole
/// state is in <see cref="State"/> and the step count.
/// </summary>
internal abstract class Optimizer(ParameterStore parameters, OptimizerRecipe recipe) : IDisposable
{
    /// <summary>The update rule of a recipe.</summary>
    public static Optimizer Create(ParameterStore parameters, OptimizerRecipe recipe) => recipe.Kind switch
    {
        OptimizerKind.AdamW => new AdamW(parameters, recipe),
        OptimizerKind.Muon => new Muon(parameters, recipe),
        _ => new NesterovSgd(parameters, recipe),
    };

    /// <summary>The vectors that a checkpoint must keep, each as long as all trained parameters.</summary>
    public abstract ImmutableArray<torch.Tensor> State { get; }

    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public void Step(double learningRate, long step)
    {
        var values = parameters.Values.Floats();
        var gradients = parameters.Gradients.Floats();
        var scale = ClipScale(gradients);
        foreach (var slot in parameters.Trained.Where(slot => slot.RateFactor > 0))
        {
            var decay = Decays(slot, recipe.DecayScope) ? recipe.WeightDecay : 0;
            var factors = new StepFactors((float)(learningRate * slot.RateFactor), (float)decay, scale, step);
            Update(slot, values.Slice(slot.Offset, slot.Length), gradients.Slice(slot.Offset, slot.Length), factors);
        }
    }

    public void Dispose()
    {
        foreach (var vector in State)
            vector.Dispose();
    }

    /// <summary>A vector of zeros as long as all trained parameters.</summary>
    protected static torch.Tensor NewVector(ParameterStore parameters) => torch.zeros_like(parameters.Values).DetachFromDisposeScope();

    protected abstract void Update(ParameterSlot slot, Span<float> values, ReadOnlySpan<float> gradients, StepFactors factors);

    private static bool Decays(ParameterSlot slot, DecayScope scope) => scope switch
    {
        DecayScope.All => true,
        DecayScope.ExceptShifts => slot.Parameter.Name != "bias",
        _ => slot.Parameter.Name == "weight" && slot.Parameter.Dims.Rank > 1,
    };

    private float ClipScale(ReadOnlySpan<float> gradients)
    {
        if (recipe.ClipNorm == 0)
            return 1;
        var squares = 0.0;
        foreach (var gradient in gradients)
            squares += (double)gradient * gradient;
        var norm = Math.Sqrt(squares);
        return norm > recipe.ClipNorm ? (float)(recipe.ClipNorm / norm) : 1;
    }
}

/// <summary>What one step of one parameter needs besides its memory.</summary>
internal readonly record struct StepFactors(float LearningRate, float WeightDecay, float GradientScale, long Step);
