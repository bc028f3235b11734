using System.Collections.Immutable;

namespace ISyNet.Hardware.Calibration;

/// <summary>Predicts every measurement by a fit without the group of the measurement.</summary>
internal sealed class LeaveOut(ConstantSearch search, ConstantFit whole, ImmutableArray<MeasuredNetwork> rows, Func<Measurement, string> group)
{
    /// <summary>Milliseconds per batch, in the order of the rows.</summary>
    public double[] Predict(Action<double> progress, CancellationToken cancellationToken)
    {
        var predicted = new double[rows.Length];
        var groups = rows.Select(row => group(row.Measured)).Distinct().Order(StringComparer.Ordinal).ToArray();
        for (var g = 0; g < groups.Length; g++)
        {
            var without = search.Fit([.. rows.Where(row => group(row.Measured) != groups[g])], cancellationToken, whole).Device;
            for (var i = 0; i < rows.Length; i++)
            {
                if (group(rows[i].Measured) == groups[g])
                    predicted[i] = rows[i].PredictMs(without);
            }

            progress((g + 1.0) / groups.Length);
        }

        return predicted;
    }
}
