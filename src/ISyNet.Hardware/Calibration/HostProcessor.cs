using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Calibration;

/// <summary>Facts of a processor for a calibration: the width of its vectors, and the clock that its measurements need.</summary>
public static partial class HostProcessor
{
    /// <summary>The shipped device that stands for one core of a processor.</summary>
    public const string DeviceName = "cpu-core";

    /// <summary>The name of the condition of a measurement that contains the width of the vectors.</summary>
    public const string VectorCondition = "vectors";

    private const int FileVectorBytes = 32;

    // No product of matrices reaches the peak.
    private const double LargestShareOfPeak = 0.9;

    /// <summary>Bytes of the widest vectors of the processor that the program runs on.</summary>
    public static int VectorBytes => Avx512F.IsSupported ? 64 : Avx.IsSupported ? 32 : 16;

    /// <summary>The width as <c>isynet measure</c> writes it into <c>conditions</c>.</summary>
    public static string VectorText => string.Create(CultureInfo.InvariantCulture, $"{VectorBytes} bytes");

    /// <summary>The width of the vectors of the processor that was measured; null if the measurements do not give it.</summary>
    /// <param name="measurements">Measurements of one processor.</param>
    public static int? MeasuredVectorBytes(IEnumerable<Measurement> measurements) =>
        measurements.Select(m => Width().Match(m.Conditions)).FirstOrDefault(match => match.Success) is { } width
            ? int.Parse(width.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>
    /// <c>cpu-core</c> with the clock that its measurements need: the file has a usual clock, and a real core may run faster. Any other device is
    /// returned as it is: there, a measurement faster than the peak is an error.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="shareOfPeak">The fastest measurement, as a part of the peak matrix rate.</param>
    public static Device Clocked(Device device, double shareOfPeak)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Name != DeviceName || device.Provenance is not null || shareOfPeak <= LargestShareOfPeak
            ? device : device with { ClockMHz = Math.Round(device.ClockMHz * shareOfPeak / LargestShareOfPeak) };
    }

    /// <summary><c>cpu-core</c> with units as wide as those of a processor with vectors of so many bytes; any other device is returned as it is.</summary>
    public static Device Widened(Device device, int vectorBytes)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.Name != DeviceName || device.Provenance is not null || vectorBytes == FileVectorBytes)
            return device;
        return device with
        {
            Vector = device.Vector with { BytesPerCycle = device.Vector.BytesPerCycle * vectorBytes / FileVectorBytes },
            Precisions = [.. device.Precisions.Select(p => p with { Matrix = p.Matrix with { Columns = Math.Max(1, p.Matrix.Columns * vectorBytes / FileVectorBytes) } })],
        };
    }

    /// <summary>The warning that a processor has wider vectors than its device file; null if it does not, or if the width was not measured.</summary>
    internal static string? WiderThanFile(Device device, IEnumerable<Measurement> measurements)
    {
        // The units of a processor: as many columns as a vector has elements.
        var unit = device.Precision.Matrix;
        var fileBytes = unit.Columns * device.Precision.Bytes;
        return unit is { Dataflow: Dataflow.Cube, Depth: 1 } && MeasuredVectorBytes(measurements) is { } measured && measured > fileBytes
            ? string.Create(CultureInfo.InvariantCulture, $"the measured processor has vectors of {measured} bytes, the file has {fileBytes}: multiply matrix.columns and vector.bytesPerCycle by {measured / fileBytes}, or start from {DeviceName}")
            : null;
    }

    [GeneratedRegex($@"\b{VectorCondition} (\d{{1,4}}) bytes\b")]
    private static partial Regex Width();
}
