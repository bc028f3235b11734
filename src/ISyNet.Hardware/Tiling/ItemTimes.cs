using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// An operation on one core: equal items pass through load, compute and store, each unit working on another item, each buffer held
/// twice. In milliseconds.
/// </summary>
public readonly record struct ItemTimes
{
    /// <summary>Items of a core.</summary>
    public required long Items { get; init; }

    /// <summary>Load of the first item.</summary>
    public required double FirstLoadMs { get; init; }

    /// <summary>Load of an item, on average.</summary>
    public required double LoadMs { get; init; }

    /// <summary>Items of a sweep: the first of them loads a block that the others keep. 1 where all load alike.</summary>
    public long Sweep { get; init; }

    /// <summary>Load of the first item of a sweep.</summary>
    public double SweepLoadMs { get; init; }

    /// <summary>Matrix and vector unit of one item.</summary>
    public required ComputeTimes Compute { get; init; }

    /// <summary>Store of an item, on average: where sums are spread over several items, only the last of them stores.</summary>
    public required double StoreMs { get; init; }

    /// <summary>Store of the last item.</summary>
    public required double LastStoreMs { get; init; }

    /// <summary>Activations of an item to and from external memory, which all cores share.</summary>
    public required double ExternalMs { get; init; }

    /// <summary>
    /// From one item to the next: the slowest unit of the core and the part of the others that is not hidden behind it, or external
    /// memory where that takes longer.
    /// </summary>
    /// <param name="exposed">The part not hidden, 0 to 1: the device's <see cref="DeviceConstants.ExposedFraction"/>.</param>
    public double PeriodMs(double exposed) => Math.Max(CorePeriodMs(exposed), ExternalMs);

    /// <summary>From the first load to the end of the last store.</summary>
    /// <param name="exposed">The device's <see cref="DeviceConstants.ExposedFraction"/>.</param>
    public double BodyMs(double exposed) =>
        Math.Max(FirstLoadMs, ExternalMs) + Compute.TotalMs + LastStoreMs + ((Items - 1) * PeriodMs(exposed));

    /// <summary>The body, split by the unit that it waits for; the parts add up to it.</summary>
    /// <param name="exposed">The device's <see cref="DeviceConstants.ExposedFraction"/>.</param>
    public (double MatrixMs, double VectorMs, double CacheMs, double ExternalMs) Parts(double exposed)
    {
        var slowest = SlowestMs;
        var later = Items - 1;
        var loadMs = later * (Seen(LoadMs) + StallMs);
        var computeMs = later * Seen(Compute.PeriodMs);
        var matrixMs = Compute.PeriodMs > 0 ? computeMs * (Compute.MatrixPeriodMs / Compute.PeriodMs) : 0;
        var storeMs = later * Seen(StoreMs);
        return (
            Compute.MatrixMs + matrixMs,
            Compute.VectorMs + computeMs - matrixMs,
            FirstLoadMs + loadMs + storeMs + LastStoreMs,
            Math.Max(0, ExternalMs - FirstLoadMs) + (later * Math.Max(0, ExternalMs - CorePeriodMs(exposed))));

        // Units may tie: the first of them is the slowest.
        double Seen(double time)
        {
            if (time < slowest)
                return time * exposed;
            slowest = double.PositiveInfinity;
            return time;
        }
    }

    private double BesideLoadMs => Math.Max(Compute.PeriodMs, StoreMs);

    private double SlowestMs => Math.Max(LoadMs, BesideLoadMs);

    private double CorePeriodMs(double exposed)
    {
        var slowest = SlowestMs;
        return slowest + StallMs + (exposed * (LoadMs + Compute.PeriodMs + StoreMs - slowest));
    }

    // Loads come in order, and two buffers let the load of a sweep's first item run beside no more than two items.
    private double StallMs => Sweep < 2 ? 0 : Math.Max(0, BesideLoadMs + ((SweepLoadMs - (2 * BesideLoadMs)) / Sweep) - SlowestMs);
}
