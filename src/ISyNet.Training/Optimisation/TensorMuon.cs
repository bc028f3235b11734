using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>The rule of <see cref="Muon"/> by operations of tensors: the matrices of one shape are made orthogonal together.</summary>
internal sealed class TensorMuon : TensorOptimizer
{
    private readonly torch.Tensor _momentum;
    private readonly SlotFactors _rates, _gradientDecays, _matrixDecays;
    private readonly ImmutableArray<ImmutableArray<int>> _alike;

    public TensorMuon(ParameterStore parameters, OptimizerRecipe recipe) : base(parameters, recipe)
    {
        var matrixRate = recipe.MatrixLearningRate / Math.Max(1e-30, recipe.LearningRate);
        _momentum = NewVector(parameters);
        _rates = new SlotFactors(parameters, slot => slot.RateFactor * (Muon.IsMatrix(slot) ? matrixRate * Muon.Scale(slot) : 1));
        _gradientDecays = new SlotFactors(parameters, slot => Muon.IsMatrix(slot) ? 0 : Decay(slot));
        _matrixDecays = new SlotFactors(parameters, slot => Muon.IsMatrix(slot) ? slot.RateFactor * matrixRate * Decay(slot) : 0);
        _alike = [.. parameters.Trained.Index()
            .Where(pair => pair.Item.RateFactor > 0 && Muon.IsMatrix(pair.Item))
            .GroupBy(pair => (pair.Item.Parameter.Dims[0], pair.Item.Length))
            .Select(group => group.Select(pair => pair.Index).ToImmutableArray())];
    }

    public override ImmutableArray<torch.Tensor> State => [_momentum];

    protected override void Update(torch.Tensor values, torch.Tensor gradients, double learningRate, long step)
    {
        _gradientDecays.Increase(gradients, values, 1);
        _momentum.Scale(Recipe.Momentum);
        _momentum.Increase(gradients);
        gradients.Increase(_momentum, Recipe.Momentum);
        _matrixDecays.Increase(values, values, -learningRate);
        _rates.Increase(values, Directions(gradients), -learningRate);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _rates.Dispose();
        _gradientDecays.Dispose();
        _matrixDecays.Dispose();
    }

    private torch.Tensor Directions(torch.Tensor steps)
    {
        var slots = Parameters.Trained;
        var parts = slots.Select(slot => steps.narrow(0, slot.Offset, slot.Length)).ToArray();
        foreach (var group in _alike)
        {
            long rows = slots[group[0]].Parameter.Dims[0];
            var matrices = torch.stack(group.Select(i => parts[i].view(rows, -1)));
            var orthogonal = Muon.Orthogonal(matrices).contiguous();
            for (var i = 0; i < group.Length; i++)
                parts[group[i]] = orthogonal.select(0, i).view(-1);
        }

        return torch.cat(parts);
    }
}
