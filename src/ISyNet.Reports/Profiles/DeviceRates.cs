using System.Collections.Immutable;
using ISyNet.Hardware.Devices;

namespace ISyNet.Reports.Profiles;

/// <summary>The peak rates of an accelerator: the roofs of the roofline.</summary>
/// <param name="Name">Name of the accelerator.</param>
/// <param name="Precision">Number format: <c>fp16</c>.</param>
/// <param name="PeakMacsPerSecond">Multiply-accumulates per second of the matrix units.</param>
/// <param name="Memories">Memory levels, the fastest first.</param>
public sealed record DeviceRates(string Name, string Precision, double PeakMacsPerSecond, ImmutableArray<MemoryRate> Memories)
{
    /// <summary>The rates of a device: of each memory level the faster of reading and writing, so that no layer can be above it.</summary>
    public static DeviceRates FromDevice(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var cyclesPerSecond = device.ClockMHz * 1e6 * device.Cores;
        return new DeviceRates(device.Name, device.Precision.Name, device.PeakMacsPerSecond,
        [
            new(device.Cache.Name, Math.Max(device.Cache.ReadBytesPerCycle, device.Cache.WriteBytesPerCycle) * cyclesPerSecond),
            new(device.External.Name, Math.Max(device.External.ReadGBps, device.External.WriteGBps) * 1e9),
        ]);
    }
}

/// <summary>A memory level and its peak rate.</summary>
public sealed record MemoryRate(string Name, double BytesPerSecond);
