using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Optimisation;

/// <summary>Steps on the processor, parameter by parameter, in one pass over memory each.</summary>
internal abstract class MemoryOptimizer(ParameterStore parameters, OptimizerRecipe recipe) : Optimizer
{
    public override void Step(double learningRate, long step)
    {
        var values = parameters.Values.Floats();
        var gradients = parameters.Gradients.Floats();
        var scale = ClipScale(gradients);
        foreach (var slot in parameters.Trained.Where(slot => slot.RateFactor > 0))
        {
            var decay = Decay(slot, recipe);
            var factors = new StepFactors((float)(learningRate * slot.RateFactor), (float)decay, scale, step);
            Update(slot, values.Slice(slot.Offset, slot.Length), gradients.Slice(slot.Offset, slot.Length), factors);
        }
    }

    protected abstract void Update(ParameterSlot slot, Span<float> values, ReadOnlySpan<float> gradients, StepFactors factors);

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
