using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Latency;

/// <summary>What an operation moves to and from external memory for a whole batch, in bytes. All models use this rule.</summary>
/// <param name="WeightBytes">Weights, read once.</param>
/// <param name="ReadBytes">Activations that the cache no longer holds.</param>
/// <param name="WrittenBytes">Outputs that the cache has no room for.</param>
internal readonly record struct ExternalTraffic(double WeightBytes, double ReadBytes, double WrittenBytes)
{
    public double Bytes => WeightBytes + ReadBytes + WrittenBytes;

    /// <summary>
    /// Counts the traffic. The cache keeps the latest data, up to the part of it that holds activations (<see cref="DeviceConstants.CacheShare"/>);
    /// what no longer fits is read from external memory. An input image of the network is always read from there.
    /// </summary>
    public static ExternalTraffic Count(LoweredOperation operation, int batch, Device device)
    {
        var bytesPerElement = (double)batch * device.Precision.Bytes;
        var cacheBytes = device.Cache.CapacityBytes * device.Constants.CacheShare;
        var read = 0.0;
        foreach (var tensor in operation.Inputs)
        {
            var (bytes, passed) = (tensor.Elements * bytesPerElement, tensor.ReuseElements * bytesPerElement);
            read += tensor.Producer < 0 ? bytes : passed > cacheBytes ? bytes * (passed - cacheBytes) / passed : 0;
        }

        return new ExternalTraffic(
            operation.WeightElements * (double)device.Precision.Bytes, read, operation.OutputStays ? 0 : Math.Max(0, (operation.OutputElements * bytesPerElement) - cacheBytes));
    }
}
