using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

namespace ISyNet.Hardware.Calibration;

/// <summary>The constants with the best fit, and their standard errors.</summary>
/// <param name="Device">The device with them.</param>
/// <param name="Point">Logarithms of the factors to the assumed values.</param>
/// <param name="StandardErrors">Standard errors of those.</param>
/// <param name="AtBounds">The constants that ended at a limit of the search.</param>
internal sealed record ConstantFit(Device Device, double[] Point, double[] StandardErrors, ImmutableArray<(string Name, double Value)> AtBounds);

/// <summary>Searches the free constants of a device, as logarithms of the factor to their assumed values.</summary>
internal sealed class ConstantSearch
{
    // A fit without some rows begins on the way from the whole fit to the assumed values.
    private const double Pull = 0.9;

    private readonly Device _device;
    private readonly CalibrationOptions _options;
    private readonly DeviceConstant[] _free;
    private readonly double[] _assumed;

    public ConstantSearch(Device device, CalibrationOptions options)
    {
        _device = device;
        _options = options;
        _free = [.. options.Free.Select(name => ConstantTable.All.FirstOrDefault(c => c.Name == name)
            ?? throw new DeviceException($"no constant is called '{name}'; there are {string.Join(", ", ConstantTable.All.Select(c => c.Name))}"))];
        _assumed = [.. _free.Select(c => Math.Max(1e-6, c.Get(device.Constants)))];
    }

    /// <summary>The device with the constants that fit best.</summary>
    /// <param name="rows">What is fitted.</param>
    /// <param name="cancellationToken">Stops within a second.</param>
    /// <param name="near">A fit of more rows to begin at; null for several starts.</param>
    public ConstantFit Fit(ImmutableArray<MeasuredNetwork> rows, CancellationToken cancellationToken, ConstantFit? near = null)
    {
        // The rows of one network are not independent: each counts with the inverse root of the root of their number.
        var counts = rows.CountBy(r => r.Measured.Network).ToDictionary();
        var weights = rows.Select(r => Math.Pow(counts[r.Measured.Network], -0.25)).ToArray();
        var random = new SeededRandom(_options.Seed);
        var best = (Point: new double[_free.Length], Loss: double.PositiveInfinity, Normal: default(double[,])!);
        for (var start = 0; start < (near is null ? _options.Starts : 1); start++)
        {
            var point = new double[_free.Length];
            for (var i = 0; i < point.Length; i++)
                point[i] = near is not null ? Pull * near.Point[i] : start > 0 ? random.NextDouble(-1, 1) : 0;
            var found = RobustLeastSquares.Minimise(Residuals, point, _options.RobustScale, cancellationToken);
            best = found.Loss < best.Loss ? found : best;
        }

        return new ConstantFit(Rounded(At(best.Point)), best.Point, StandardErrors(best.Normal, best.Loss, rows.Length), AtBounds(best.Point));

        double[] Residuals(double[] point)
        {
            var model = new ClosedFormModel(At(point));
            return [.. rows.Select((row, i) => weights[i] * Math.Log(row.PredictMs(model) / row.Measured.LatencyMs)), .. point.Select(p => p * _options.PriorWeight)];
        }
    }

    // Of the factors: s^2 times the diagonal of the inverse normal matrix, the price of leaving an assumed value included.
    private static double[] StandardErrors(double[,] normal, double loss, int rows)
    {
        var inverse = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(normal).PseudoInverse();
        var variance = loss / Math.Max(1, rows - normal.GetLength(0));
        return [.. Enumerable.Range(0, normal.GetLength(0)).Select(i => Math.Sqrt(Math.Max(0, inverse[i, i]) * variance))];
    }

    private ImmutableArray<(string Name, double Value)> AtBounds(double[] point)
    {
        var found = At(point).Constants;
        return
        [
            .. _free.Select((constant, i) => (Constant: constant, Value: constant.Get(found),
                    Least: Math.Max(constant.Low, _assumed[i] / _options.MaxFactor), Most: Math.Min(constant.High, _assumed[i] * _options.MaxFactor)))
                .Where(c => c.Value <= c.Least * 1.001 || (c.Value >= c.Most * 0.999 && !(c.Constant.MayEndAtLimit && c.Most >= c.Constant.High)))
                .Select(c => (c.Constant.Name, c.Value)),
        ];
    }

    // Four digits are more than the measurements give, and can be read.
    private Device Rounded(Device device) => device with
    {
        Constants = _free.Aggregate(device.Constants, (constants, c) => c.Set(constants, double.Parse(
            c.Get(constants).ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))),
    };

    private Device At(double[] point)
    {
        var constants = _device.Constants;
        for (var i = 0; i < point.Length; i++)
        {
            var value = _assumed[i] * Math.Clamp(Math.Exp(point[i]), 1 / _options.MaxFactor, _options.MaxFactor);
            constants = _free[i].Set(constants, Math.Clamp(value, _free[i].Low, _free[i].High));
        }

        return _device with { Constants = constants };
    }
}
