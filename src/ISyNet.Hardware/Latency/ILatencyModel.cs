using ISyNet.Graph;

namespace ISyNet.Hardware;

/// <summary>Predicts how long a network takes on a device. Implementations are immutable and thread-safe.</summary>
public interface ILatencyModel
{
    /// <summary>Short name of the model, for tables.</summary>
    string Name { get; }

    /// <summary>The device.</summary>
    Device Device { get; }

    /// <summary>The latency of one batch, split by operation and unit.</summary>
    /// <exception cref="DeviceException">The device cannot run it, or <paramref name="batch"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was set before the end.</exception>
    NetworkLatency Predict(Network network, int batch, CancellationToken cancellation = default);
}
