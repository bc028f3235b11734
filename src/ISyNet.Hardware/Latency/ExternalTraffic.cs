namespace ISyNet.Hardware;

/// <summary>What an operation moves to and from external memory for a whole batch, in bytes: the one rule that all models share.</summary>
/// <param name="WeightBytes">Weights, read once.</param>
/// <param name="ReadBytes">Activations that the cache no longer holds.</param>
/// <param name="WrittenBytes">Outputs that the cache has no room for.</param>
internal readonly record struct ExternalTraffic(double WeightBytes, double ReadBytes, double WrittenBytes)
{
    public double Bytes => WeightBytes + ReadBytes + WrittenBytes;

    /// <summary>
    /// A tensor is still in the cache as far as what passed since its writing began fits the part of the cache that keeps activations
    /// (<see cref="DeviceConstants.CacheShare"/>); an image of the network's input never is.
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
