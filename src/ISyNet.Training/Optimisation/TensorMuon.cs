using System.Collections.Immutable;
using ISyNet.Training.Networks;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Optimisation;

/// <summary>The rule of <see cref="Muon"/> by operations of tensors: the matrices of one shape are made orthogonal together.</summary>
internal sealed class TensorMuon : TensorSgd
{
    private readonly SlotFactors _matrixDecays;
    private readonly ImmutableArray<ImmutableArray<int>> _alike;

    public TensorMuon(ParameterStore parameters, OptimizerRecipe recipe)
        : base(parameters, recipe,
            slot => slot.RateFactor * (Muon.IsMatrix(slot) ? MatrixRate(recipe) * Muon.Scale(slot) : 1),
            slot => Muon.IsMatrix(slot) ? 0 : Decay(slot, recipe))
    {
        _matrixDecays = new SlotFactors(parameters, slot => Muon.IsMatrix(slot) ? slot.RateFactor * MatrixRate(recipe) * Decay(slot, recipe) : 0);
        _alike = [.. parameters.Trained.Index()
            .Where(pair => pair.Item.RateFactor > 0 && Muon.IsMatrix(pair.Item))
            .GroupBy(pair => (pair.Item.Parameter.Dims[0], pair.Item.Length))
            .Select(group => group.Select(pair => pair.Index).ToImmutableArray())];
    }

    protected override void Move(torch.Tensor values, torch.Tensor directions, double learningRate)
    {
        _matrixDecays.Increase(values, values, -learningRate);
        base.Move(values, Orthogonal(directions), learningRate);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _matrixDecays.Dispose();
    }

    private static double MatrixRate(OptimizerRecipe recipe) => recipe.MatrixLearningRate / Math.Max(1e-30, recipe.LearningRate);

    // Those of matrices orthogonal, the others as they are.
    private torch.Tensor Orthogonal(torch.Tensor steps)
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
