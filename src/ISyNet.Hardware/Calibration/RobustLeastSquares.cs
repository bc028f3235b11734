using MathNet.Numerics.LinearAlgebra;

namespace ISyNet.Hardware.Calibration;

/// <summary>
/// Levenberg-Marquardt with numeric derivatives for the loss 2 s^2 (sqrt(1 + (r/s)^2) - 1) of each residual r: square for small
/// residuals, linear for large ones, so that a wrong measurement does not pull the fit.
/// </summary>
internal static class RobustLeastSquares
{
    private const double Step = 1e-4;
    private const int MaxIterations = 100;

    public static (double[] Point, double Loss, double[,] Normal) Minimise(Func<double[], double[]> residuals, double[] start, double scale, CancellationToken cancellationToken)
    {
        var point = (double[])start.Clone();
        var current = residuals(point);
        var loss = Loss(current, scale);
        var damping = 1e-2;
        for (var iteration = 0; iteration < MaxIterations && damping < 1e8; iteration++)
        {
            var jacobian = Jacobian(residuals, point, current, cancellationToken);
            var weights = Vector<double>.Build.Dense([.. current.Select(r => 1 / Math.Sqrt(1 + (r * r / (scale * scale))))]);
            var weighted = Matrix<double>.Build.DiagonalOfDiagonalVector(weights) * jacobian;
            var normal = jacobian.TransposeThisAndMultiply(weighted);
            var gradient = weighted.TransposeThisAndMultiply(Vector<double>.Build.Dense(current));
            var improved = false;
            while (!improved && damping < 1e8)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var damped = normal.Clone();
                for (var i = 0; i < point.Length; i++)
                    damped[i, i] += damping * (normal[i, i] + 1e-9);
                var move = damped.Solve(-gradient);
                var next = point.Select((p, i) => p + move[i]).ToArray();
                var nextResiduals = residuals(next);
                var nextLoss = Loss(nextResiduals, scale);
                improved = nextLoss < loss;
                if (!improved)
                {
                    damping *= 4;
                    continue;
                }

                var gain = loss - nextLoss;
                (point, current, loss, damping) = (next, nextResiduals, nextLoss, Math.Max(1e-9, damping / 3));
                if (gain < 1e-7 * loss)
                    return (point, loss, Normal());
            }
        }

        return (point, loss, Normal());

        double[,] Normal()
        {
            var jacobian = Jacobian(residuals, point, current, cancellationToken);
            var weights = Vector<double>.Build.Dense([.. current.Select(r => 1 / Math.Sqrt(1 + (r * r / (scale * scale))))]);
            return jacobian.TransposeThisAndMultiply(Matrix<double>.Build.DiagonalOfDiagonalVector(weights) * jacobian).ToArray();
        }
    }

    private static double Loss(double[] residuals, double scale) =>
        residuals.Sum(r => 2 * scale * scale * (Math.Sqrt(1 + (r * r / (scale * scale))) - 1));

    private static Matrix<double> Jacobian(Func<double[], double[]> residuals, double[] point, double[] current, CancellationToken cancellationToken)
    {
        var jacobian = Matrix<double>.Build.Dense(current.Length, point.Length);
        for (var j = 0; j < point.Length; j++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var shifted = (double[])point.Clone();
            shifted[j] += Step;
            var moved = residuals(shifted);
            for (var i = 0; i < current.Length; i++)
                jacobian[i, j] = (moved[i] - current[i]) / Step;
        }

        return jacobian;
    }
}
