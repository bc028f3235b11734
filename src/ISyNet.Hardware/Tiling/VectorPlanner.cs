using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Plans an operation without a matrix product: the vector unit's buffer holds two chunks, one at work and one in transfer.
/// The number of chunks is the power of two that is fastest of those that fit.
/// </summary>
internal static class VectorPlanner
{
    private const int MaxDoublings = 24;

    public static OperationPlan Plan(LoweredOperation operation, int batch, UnitRates rates, double externalMs)
    {
        var (device, bytes) = (rates.Device, rates.Device.Precision.Bytes);
        var constants = device.Constants;
        var moved = operation.MovedElements * constants.MoveFactor(operation);
        var pieces = Pieces(operation, batch, device);
        var share = (double)MatrixProduct.Ceil(pieces, device.Cores) / pieces;
        var loadBytes = Math.Max(operation.InputElements, moved) * batch * bytes * share;
        var storeBytes = Math.Max(operation.OutputElements, moved) * batch * bytes * share;
        var (loadMs, storeMs) = (loadBytes * rates.CacheReadMsPerByte, storeBytes * rates.CacheWriteMsPerByte);
        var vectorMs = rates.VectorMs(operation) * batch * share;
        var exposed = constants.ExposedFraction;
        OperationPlan? best = null;
        for (var doublings = 0; doublings <= MaxDoublings; doublings++)
        {
            long chunks = 1L << doublings;
            if (2 * (loadBytes + storeBytes) / chunks > rates.Local.VectorBytes && doublings < MaxDoublings)
                continue;
            var load = (loadMs / chunks) + rates.HandOverMs;
            var vector = (vectorMs / chunks) + rates.HandOverMs;
            var store = (storeMs / chunks) + rates.HandOverMs;
            var times = new ItemTimes
            {
                Items = chunks,
                FirstLoadMs = load,
                LoadMs = load,
                Compute = new ComputeTimes(0, vector, 0, vector),
                StoreMs = store,
                LastStoreMs = store,
                ExternalMs = externalMs / chunks,
            };
            var body = times.BodyMs(exposed);
            if (best is null || body < best.BodyMs)
                best = new OperationPlan(times, body, 0, Tiling: null);
        }

        return best!;
    }

    /// <summary>What is shared by the cores: rows of the output over all images, and blocks of channels within them.</summary>
    public static long Pieces(LoweredOperation operation, int batch, Device device)
    {
        var rows = (operation.Output.IsMap ? operation.Output.Height : 1) * (long)batch;
        var blocks = MatrixProduct.Ceil(operation.Output.Rank == 0 ? 1 : operation.Output.Channels, device.Precision.Matrix.Columns);
        return rows * Math.Max(blocks, device.Cores);
    }
}
