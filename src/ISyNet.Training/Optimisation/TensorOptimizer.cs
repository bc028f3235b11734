using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>Steps by operations of tensors, over all parameters at once: as few launches on a device as the rule has operations. Nothing is read back.</summary>
internal abstract class TensorOptimizer(ParameterStore parameters, OptimizerRecipe recipe) : Optimizer
{
    /// <summary>The parameters.</summary>
    protected ParameterStore Parameters => parameters;

    /// <summary>The recipe.</summary>
    protected OptimizerRecipe Recipe => recipe;

    public override void Step(double learningRate, long step)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Clip();
        Update(parameters.Values, parameters.Gradients, learningRate, step);
    }

    /// <summary>Makes a step.</summary>
    /// <param name="values">All parameters.</param>
    /// <param name="gradients">Their gradients; may be overwritten.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    protected abstract void Update(torch.Tensor values, torch.Tensor gradients, double learningRate, long step);

    private void Clip()
    {
        if (recipe.ClipNorm == 0)
            return;
        var norm = parameters.Gradients.norm().AtLeast(recipe.ClipNorm);
        parameters.Gradients.mul_(norm.reciprocal().Times(recipe.ClipNorm));
    }
}
