using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>
/// NASWOT (arXiv 2006.04647): how differently a fresh network sees different images. Each image has a code of one bit per
/// rectified unit, whether it is on; K counts the bits that two images share; the score is log |det K|.
/// Batch norm works on the batch's own statistics.
/// </summary>
internal sealed class Naswot() : TrainingFreeScore("naswot")
{
    public override double Score(Network network, ScoreBatch batch, ulong seed)
    {
        int[] rectified = [.. network.Layers.Index().Where(l => l.Item.Op is Activation { Function: var f } && KeepsSign(f)).Select(l => l.Index)];
        if (rectified.Length == 0)
            return double.NegativeInfinity;
        using var noGrad = torch.no_grad();
        var part = network.Upstream(rectified);
        using var fresh = new TorchNetwork(part);
        fresh.Initialize(seed);
        var kernel = new double[batch.Count, batch.Count];
        foreach (var units in fresh.ForwardTrainingAll(batch.Pixels(), new SeededRandom(seed, 1)))
        {
            // +1 and -1: the product of two codes is the bits that they share less those that they do not.
            var codes = units.Above(0).flatten(1).to(torch.ScalarType.Float32).Times(2).Plus(-1);
            var agreement = codes.matmul(codes.t()).Plus(codes.shape[1]).Times(0.5).contiguous().data<float>().ToArray();
            for (var i = 0; i < agreement.Length; i++)
                kernel[i / batch.Count, i % batch.Count] += agreement[i];
        }

        return LogDeterminant(kernel);
    }

    /// <summary>log |det|, by the diagonal of the LU decomposition: the determinant itself would overflow.</summary>
    internal static double LogDeterminant(double[,] matrix) =>
        Matrix<double>.Build.DenseOfArray(matrix).LU().U.Diagonal().Sum(d => Math.Log(Math.Abs(d)));

    // Gates and softplus are positive everywhere: they have no code.
    private static bool KeepsSign(ActivationKind function) =>
        function is not (ActivationKind.Sigmoid or ActivationKind.HardSigmoid or ActivationKind.Softplus);
}
