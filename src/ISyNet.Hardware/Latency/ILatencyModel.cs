using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Latency;

/// <summary>Predicts how long a lowered network takes on a device. Implementations are immutable and thread-safe.</summary>
public interface ILatencyModel
{
    /// <summary>Short name of the model, for tables.</summary>
    string Name { get; }

    /// <summary>The device.</summary>
    Device Device { get; }

    /// <summary>The cost of one batch, split by operation and unit.</summary>
    /// <param name="lowered">The network, lowered for this device at this precision (<see cref="NetworkLowering"/>); one lowering serves every batch.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="cancellation">Stops the prediction.</param>
    /// <exception cref="DeviceException">The network was lowered for another device, the device cannot run it, or <paramref name="batch"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was set before the end.</exception>
    NetworkCost Predict(LoweredNetwork lowered, int batch, CancellationToken cancellation = default);

    /// <summary>Milliseconds of a batch that depend on all weights of a network together, as a part of <see cref="NetworkCost.LaunchMs"/>; 0 for most models.</summary>
    /// <param name="parameters">Trained parameters of the network.</param>
    double WeightsMs(long parameters) => 0;
}

/// <summary>What every latency model can do.</summary>
public static class LatencyModel
{
    /// <summary>The best fast model of a device: its measured kernels where it has them at this precision, else the closed form.</summary>
    public static ILatencyModel Create(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Kernels?.Precision == device.Precision.Name ? new KernelModel(device) : new ClosedFormModel(device);
    }

    /// <summary>Lowers a network for the model's device and predicts it; for several batches, lower it once.</summary>
    /// <exception cref="DeviceException">The device cannot run it, or <paramref name="batch"/> is below 1.</exception>
    public static NetworkCost Predict(this ILatencyModel model, Network network, int batch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Predict(NetworkLowering.Lower(network, model.Device), batch, cancellation);
    }

    /// <summary>Refuses what no model can predict.</summary>
    internal static void Check(this ILatencyModel model, LoweredNetwork lowered, int batch)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        if (batch < 1)
            throw new DeviceException($"a batch of {batch} cannot be run: it must be at least 1");
        if (lowered.Device.Name != model.Device.Name || lowered.Device.Precision.Name != model.Device.Precision.Name)
            throw new DeviceException($"'{lowered.Network.Name}' was lowered for {lowered.Device.Name} in {lowered.Device.Precision.Name}, not for {model.Device.Name} in {model.Device.Precision.Name}: lower it again");
    }
}
