using System.Runtime.Intrinsics.X86;

namespace ISyNet.Hardware.Calibration;

/// <summary>The processor that the program runs on, as far as the shipped <c>cpu-core</c> must know it.</summary>
public static class HostProcessor
{
    /// <summary>The shipped device that stands for one core of this machine.</summary>
    public const string DeviceName = "cpu-core";

    private const int FileVectorBytes = 32;

    /// <summary>Bytes of the widest vectors that the processor computes with.</summary>
    public static int VectorBytes => Avx512F.IsSupported ? 64 : Avx.IsSupported ? 32 : 16;

    // No product of matrices reaches the peak.
    private const double LargestShareOfPeak = 0.9;

    /// <summary>
    /// <c>cpu-core</c> with a clock that its measurements need: the file has a usual clock, and a core at hand may run faster than that. Any other device as
    /// it is: there a measurement faster than the peak is a mistake.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="shareOfPeak">The fastest measurement, as a part of the peak matrix rate.</param>
    public static Device Clocked(Device device, double shareOfPeak)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Name != DeviceName || device.Provenance is not null || shareOfPeak <= LargestShareOfPeak
            ? device : device with { ClockMHz = Math.Round(device.ClockMHz * shareOfPeak / LargestShareOfPeak) };
    }

    /// <summary><c>cpu-core</c> with units as wide as those of a processor with vectors of so many bytes; any other device as it is.</summary>
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
}
