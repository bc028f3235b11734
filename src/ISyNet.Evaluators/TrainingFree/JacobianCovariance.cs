using ISyNet.Graph;
using ISyNet.Training.Networks;
using MathNet.Numerics.LinearAlgebra;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>
/// How unlike the input gradients of different images are in a fresh network (first version of arXiv 2006.04647): with v the
/// eigenvalues of the correlation matrix of the gradients of the summed outputs, the score is -sum(log(v + k) + 1/(v + k)), k = 1e-5.
/// </summary>
internal sealed class JacobianCovariance() : TrainingFreeScore("jacobian")
{
    private const double Guard = 1e-5;

    public override double Score(Network network, ScoreBatch batch, ulong seed)
    {
        using var fresh = new TorchNetwork(network);
        fresh.Initialize(seed);
        var pixels = batch.Pixels().requires_grad_(true);
        fresh.ForwardTraining(pixels, new SeededRandom(seed, 1)).sum().backward();
        var flat = pixels.grad!.flatten(1).contiguous().data<float>().ToArray();
        var length = flat.Length / batch.Count;
        return OfGradients([.. Enumerable.Range(0, batch.Count).Select(i => flat.AsSpan(i * length, length).ToArray().Select(v => (double)v).ToArray())]);
    }

    /// <summary>The score of one gradient per image.</summary>
    internal static double OfGradients(double[][] gradients)
    {
        var rows = gradients.Select(Standardised).ToArray();
        if (rows.Any(row => row.Any(double.IsNaN)))
            return double.NaN;
        var correlation = Matrix<double>.Build.Dense(rows.Length, rows.Length, (i, j) => rows[i].Zip(rows[j], (a, b) => a * b).Sum());
        return -correlation.Evd(Symmetricity.Symmetric).EigenValues.Sum(v => Math.Log(Math.Max(v.Real, 0) + Guard) + (1 / (Math.Max(v.Real, 0) + Guard)));
    }

    /// <summary>Mean 0 and length 1.</summary>
    private static double[] Standardised(double[] row)
    {
        var mean = row.Average();
        var length = Math.Sqrt(row.Sum(v => (v - mean) * (v - mean)));
        return [.. row.Select(v => (v - mean) / length)];
    }
}
