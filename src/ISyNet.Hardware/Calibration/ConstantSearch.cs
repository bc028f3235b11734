using System.Collections.Immutable;
using System.Globalization;

namespace ISyNet.Hardware.Calibration;

/// <summary>Searches the free constants of a device, as logarithms of the factor to where they were.</summary>
internal sealed class ConstantSearch
{
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
    public Device Fit(ImmutableArray<MeasuredNetwork> rows, CancellationToken cancellationToken)
    {
        // The rows of one network are not independent: each counts with the inverse root of the root of their number.
        var counts = rows.CountBy(r => r.Measured.Network).ToDictionary();
        var weights = rows.Select(r => Math.Pow(counts[r.Measured.Network], -0.25)).ToArray();
        // The constants of the shipped devices came from these starts: another generator waits for the next calibration.
        var random = new Random(unchecked((int)_options.Seed));
        var best = (Point: new double[_free.Length], Loss: double.PositiveInfinity);
        for (var start = 0; start < _options.Starts; start++)
        {
            var point = new double[_free.Length];
            for (var i = 0; start > 0 && i < point.Length; i++)
                point[i] = (random.NextDouble() * 2) - 1;
            var found = RobustLeastSquares.Minimise(Residuals, point, _options.RobustScale, cancellationToken);
            best = found.Loss < best.Loss ? found : best;
        }

        return Rounded(At(best.Point));

        double[] Residuals(double[] point)
        {
            var model = new ClosedFormModel(At(point));
            return [.. rows.Select((row, i) => weights[i] * Math.Log(row.PredictMs(model) / row.Measured.LatencyMs)), .. point.Select(p => p * _options.PriorWeight)];
        }
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
