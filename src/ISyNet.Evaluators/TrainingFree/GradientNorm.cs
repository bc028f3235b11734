using ISyNet.Graph;
using ISyNet.Training.Networks;
using F = TorchSharp.torch.nn.functional;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>
/// The Euclidean norm of the gradient of the cross-entropy of one batch, over all trained parameters of the fresh network
/// (arXiv 2101.08134). Batch norm works on the batch's own statistics, as in the first step of a training.
/// </summary>
internal sealed class GradientNorm() : TrainingFreeScore("gradient-norm")
{
    public override double Score(Network network, ScoreBatch batch, ulong seed)
    {
        using var fresh = new TorchNetwork(network);
        fresh.Initialize(seed);
        F.cross_entropy(fresh.ForwardTraining(batch.Pixels(), new SeededRandom(seed, 1)), batch.Labels()).backward();
        return fresh.Parameters.Gradients.norm().item<float>();
    }
}
