namespace ISyNet.Predictors.Fitting;

/// <summary>
/// The minimum of a function of a few numbers without derivatives: Nelder and Mead, "A simplex method for function minimization" (1965). This implementation always
/// returns the best point it has seen; MathNet's throws when its steps are used up.
/// </summary>
internal static class SimplexSearch
{
    private const double FirstStep = 0.4;

    public static double[] Minimise(double[] start, Func<double[], double> function, int steps)
    {
        var n = start.Length;
        var points = new double[n + 1][];
        var values = new double[n + 1];
        for (var i = 0; i <= n; i++)
        {
            points[i] = [.. start];
            if (i > 0)
                points[i][i - 1] += FirstStep;
            values[i] = function(points[i]);
        }

        for (var step = 0; step < steps; step++)
        {
            Array.Sort(values, points);
            var centre = new double[n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                    centre[j] += points[i][j] / n;
            }

            var mirrored = From(-1);
            var value = function(mirrored);
            if (value < values[0])
            {
                var further = From(-2);
                var furtherValue = function(further);
                Replace(furtherValue < value ? further : mirrored, Math.Min(furtherValue, value));
            }
            else if (value < values[n - 1])
            {
                Replace(mirrored, value);
            }
            else if (From(0.5) is var inner && function(inner) is var innerValue && innerValue < values[n])
            {
                Replace(inner, innerValue);
            }
            else
            {
                Shrink();
            }

            double[] From(double distance)
            {
                var point = new double[n];
                for (var j = 0; j < n; j++)
                    point[j] = centre[j] + (distance * (points[n][j] - centre[j]));
                return point;
            }
        }

        Array.Sort(values, points);
        return points[0];

        void Replace(double[] point, double value) => (points[n], values[n]) = (point, value);

        void Shrink()
        {
            for (var i = 1; i <= n; i++)
            {
                for (var j = 0; j < n; j++)
                    points[i][j] = points[0][j] + (0.5 * (points[i][j] - points[0][j]));
                values[i] = function(points[i]);
            }
        }
    }
}
