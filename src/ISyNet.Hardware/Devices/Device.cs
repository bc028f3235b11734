using System.Collections.Immutable;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Hardware.Devices;

/// <summary>
/// An accelerator as data: everything that the latency models and MEM know about it. Read from a file of format
/// <see cref="DeviceFile.Format"/> (docs/device-format.md); sound by construction, see <see cref="DeviceValidation"/>.
/// </summary>
/// <param name="Name">Short name, as given to <c>--device</c>.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Source">Where the figures come from.</param>
/// <param name="Cores">Identical cores, each with a matrix and a vector unit.</param>
/// <param name="ClockMHz">Clock of the cores.</param>
/// <param name="Precisions">What the matrix unit computes in; the first is the one in use (see <see cref="At"/>).</param>
/// <param name="Vector">The vector unit of a core.</param>
/// <param name="Local">Buffers and paths inside a core; null if only the roofline of the device is known.</param>
/// <param name="Cache">The on-chip memory that the cores share.</param>
/// <param name="External">The memory outside the chip.</param>
/// <param name="Fusion">What its compiler fuses into one operation.</param>
/// <param name="Constants">The constants that no data sheet gives: assumed, or fitted to measurements.</param>
/// <param name="Provenance">How the constants were fitted; null if they are assumed.</param>
/// <param name="Kernels">Times of the kernels of a runtime, built from measurements; null if there are only formulas.</param>
public sealed record Device(
    string Name,
    string Title,
    string Source,
    int Cores,
    double ClockMHz,
    ImmutableArray<Precision> Precisions,
    VectorUnit Vector,
    CoreMemory? Local,
    SharedCache Cache,
    ExternalMemory External,
    FusionRules Fusion,
    DeviceConstants Constants,
    Provenance? Provenance = null,
    KernelTimes? Kernels = null)
{
    /// <summary>The family (<c>davinci</c>), which gives the values that the file leaves out; null for a device without a family.</summary>
    public string? Family { get; init; }

    /// <summary>Constants of other precisions, each fitted to its own measurements.</summary>
    public ImmutableArray<PrecisionFit> Fits { get; init; } = [];

    /// <summary>The precision in use.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Precision Precision => Precisions[0];

    /// <summary>Multiply-accumulates per second of all cores at the precision in use.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double PeakMacsPerSecond => Cores * Precision.Matrix.MacsPerCycle * ClockMHz * 1e6;

    /// <summary>Vector operations (one element each) per second of all cores at the precision in use.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double VectorElementsPerSecond => Cores * VectorLanes * ClockMHz * 1e6;

    /// <summary>Elements per cycle of one vector unit.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double VectorLanes => (double)Vector.BytesPerCycle / Math.Max(Precision.Bytes, Vector.SmallestElementBytes);

    /// <summary>
    /// A warning for every latency: the precision in use was never measured on this device, or the device was never measured and has the
    /// constants of its family. Null otherwise.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Unmeasured => (Provenance, Kernels, Family) switch
    {
        ({ Precision: { Length: > 0 } measured }, _, _) when measured != Precision.Name =>
            $"{Precision.Name} was never measured on {Name}: its constants are those of {measured}, so its latencies have no known error",
        (null, null, { } family) => $"{Name} was never measured: its constants are those of the family {family}, so its latencies have no known error",
        _ => null,
    };

    /// <summary>Reasons why the latencies of this device at this precision may be inaccurate, one sentence each. Every output shows them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ImmutableArray<string> Caveats => Unmeasured is { } unmeasured
        ? [unmeasured]
        : [.. (Kernels?.Precision == Precision.Name ? [] : Provenance?.Warnings ?? []).Select(warning => $"the calibration of {Name} in {Precision.Name} is marked: {warning}")];

    /// <summary>The device with the calibrated constants of one of its precisions. The precision in use does not change.</summary>
    public Device WithFit(Device calibrated)
    {
        ArgumentNullException.ThrowIfNull(calibrated);
        var (constants, fit, name) = (calibrated.Constants, calibrated.Provenance, calibrated.Precision.Name);
        return name == Precision.Name
            ? this with { Constants = constants, Provenance = fit }
            : this with { Fits = [.. Fits.Where(f => f.Precision != name), new PrecisionFit(name, constants, fit)] };
    }

    /// <summary>The device at another of its precisions; null if it does not have this precision.</summary>
    public Device? At(string precision)
    {
        var found = Precisions.FirstOrDefault(p => p.Name.Equals(precision, StringComparison.OrdinalIgnoreCase));
        if (found is null || found == Precision)
            return found is null ? null : this;
        var changed = this with { Precisions = [found, .. Precisions.Where(p => p != found)] };
        if (Fits.FirstOrDefault(f => f.Precision == found.Name) is not { } fit)
            return changed;
        return changed with
        {
            Constants = fit.Constants,
            Provenance = fit.Provenance,
            Fits = [new PrecisionFit(Precision.Name, Constants, Provenance), .. Fits.Where(f => f != fit)],
        };
    }
}

/// <summary>The constants of a device at one of its further precisions.</summary>
/// <param name="Precision">Its name.</param>
/// <param name="Constants">The constants that no data sheet gives.</param>
/// <param name="Provenance">How they were fitted; null if they are assumed.</param>
public sealed record PrecisionFit(string Precision, DeviceConstants Constants, Provenance? Provenance);
