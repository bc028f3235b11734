using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// The detailed model: every operation is cut into tiles that fit the buffers of a core, tiles pass through load, feed, matrix unit, vector
/// unit and store with double buffering, weights are fetched while earlier operations run. The tiling is searched,
/// always with the same result. docs/tiling.md describes it.
/// </summary>
public sealed class TileScheduleModel : ILatencyModel
{
    /// <summary>Staging tilings that are tried per operation and split over cores, unless told otherwise.</summary>
    public const int DefaultMaxTilings = 20_000;

    private readonly UnitRates _rates;
    private readonly int _maxTilings;

    /// <summary>Creates the model.</summary>
    /// <param name="device">The device; it must know its buffers.</param>
    /// <param name="maxTilings">The most staging tilings that are tried per operation and split over cores.</param>
    /// <exception cref="DeviceException">The device has no field <c>local</c>, or <paramref name="maxTilings"/> is below 1.</exception>
    public TileScheduleModel(Device device, int maxTilings = DefaultMaxTilings)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (maxTilings < 1)
            throw new DeviceException($"{maxTilings} tilings cannot be tried: it must be at least 1");
        (Device, _rates, _maxTilings) = (device, new UnitRates(device), maxTilings);
    }

    /// <inheritdoc/>
    public string Name => "tile";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public NetworkCost Predict(LoweredNetwork lowered, int batch, CancellationToken cancellation = default) => Schedule(lowered, batch, cancellation).Cost;

    /// <summary>Lowers a network and schedules it.</summary>
    /// <exception cref="DeviceException">A buffer is too small for a single tile, or <paramref name="batch"/> is below 1.</exception>
    public TileSchedule Schedule(Network network, int batch, CancellationToken cancellationToken = default) =>
        Schedule(NetworkLowering.Lower(network, Device), batch, cancellationToken);

    /// <summary>The schedule behind the cost.</summary>
    /// <exception cref="DeviceException">A buffer is too small for a single tile, or <paramref name="batch"/> is below 1.</exception>
    public TileSchedule Schedule(LoweredNetwork lowered, int batch, CancellationToken cancellationToken = default)
    {
        this.Check(lowered, batch);
        var planner = new MatrixPlanner(_rates, _maxTilings, cancellationToken);
        return new Scheduler(lowered, batch, _rates, planner).Run();
    }
}
