using MathNet.Numerics.LinearAlgebra;

namespace ISyNet.Search.Surrogates;

/// <summary>Linear regression on standardised features with a penalty on the weights, for small data sets.</summary>
internal sealed class RidgeRegression
{
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;
    private readonly double _mean;

    private RidgeRegression(double[] means, double[] scales, double[] weights, double mean) =>
        (_means, _scales, _weights, _mean) = (means, scales, weights, mean);

    /// <summary>Fits rows of equal length to targets; the penalty is in units of rows.</summary>
    public static RidgeRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double penalty)
    {
        var width = rows[0].Length;
        var means = Enumerable.Range(0, width).Select(f => rows.Average(row => row[f])).ToArray();
        var scales = Enumerable.Range(0, width).Select(f => Math.Sqrt(rows.Average(row => Math.Pow(row[f] - means[f], 2)))).ToArray();
        for (var f = 0; f < width; f++)
            scales[f] = scales[f] > 1e-9 ? scales[f] : double.PositiveInfinity;
        var mean = targets.Average();
        var x = Matrix<double>.Build.Dense(rows.Count, width, (i, f) => (rows[i][f] - means[f]) / scales[f]);
        var y = Vector<double>.Build.Dense(rows.Count, i => targets[i] - mean);
        var normal = x.TransposeThisAndMultiply(x) + (Matrix<double>.Build.DenseIdentity(width) * penalty);
        return new RidgeRegression(means, scales, normal.Cholesky().Solve(x.TransposeThisAndMultiply(y)).ToArray(), mean);
    }

    public double Predict(double[] row)
    {
        var sum = _mean;
        for (var f = 0; f < row.Length; f++)
            sum += _weights[f] * (row[f] - _means[f]) / _scales[f];
        return sum;
    }
}
