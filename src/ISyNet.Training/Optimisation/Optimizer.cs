using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>Turns gradients into steps over the flat memory of a network. Its whole state is in <see cref="State"/> and the step count.</summary>
internal abstract class Optimizer : IDisposable
{
    /// <summary>The update rule of a recipe: over memory on the processor, by operations of tensors on a device.</summary>
    public static Optimizer Create(ParameterStore parameters, OptimizerRecipe recipe) => (parameters.Accelerator.ByTensors, recipe.Kind) switch
    {
        (true, OptimizerKind.AdamW) => new TensorAdamW(parameters, recipe),
        (true, OptimizerKind.Muon) => new TensorMuon(parameters, recipe),
        (true, _) => new TensorSgd(parameters, recipe),
        (_, OptimizerKind.AdamW) => new AdamW(parameters, recipe),
        (_, OptimizerKind.Muon) => new Muon(parameters, recipe),
        _ => new NesterovSgd(parameters, recipe),
    };

    /// <summary>The vectors that a checkpoint must keep, each as long as all trained parameters.</summary>
    public abstract ImmutableArray<torch.Tensor> State { get; }

    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public abstract void Step(double learningRate, long step);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var vector in State)
            vector.Dispose();
    }

    /// <summary>A vector of zeros as long as all trained parameters.</summary>
    protected static torch.Tensor NewVector(ParameterStore parameters) => torch.zeros_like(parameters.Values).DetachFromDisposeScope();

    /// <summary>The weight decay of a parameter; 0 if the recipe's does not act on it.</summary>
    protected static double Decay(ParameterSlot slot, OptimizerRecipe recipe)
    {
        var decays = recipe.DecayScope switch
        {
            DecayScope.All => true,
            DecayScope.ExceptShifts => slot.Parameter.Name != "bias",
            _ => slot.Parameter.Name == "weight" && slot.Parameter.Dims.Rank > 1,
        };
        return decays ? recipe.WeightDecay : 0;
    }
}
