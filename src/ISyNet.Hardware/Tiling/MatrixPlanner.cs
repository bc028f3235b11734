using System.Collections.Immutable;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Searches the tilings of a matrix product: splits over cores, loop orders, staging blocks, operand blocks. The candidates
/// depend on the product alone; the device only says which of them fit and how long they take. So a device that is better in
/// any way is never slower, and the search is deterministic and bounded.
/// </summary>
internal sealed class MatrixPlanner(UnitRates rates, int maxTilings, CancellationToken cancellationToken)
{
    /// <summary>The plans worth having; never empty.</summary>
    /// <exception cref="DeviceException">Not even single tiles fit a buffer; the message names them.</exception>
    public ImmutableArray<OperationPlan> Plans(string operation, MatrixGeometry geometry)
    {
        var front = new PlanFront();
        foreach (var split in Splits(rates.Device.Cores))
            new StagingSearch(rates, geometry.Share(split), split, front).Run(maxTilings, cancellationToken);
        return front.Plans is { Length: > 0 } plans ? plans : throw new DeviceException(TooSmall(operation, geometry));
    }

    // For every number of cores along the rows, the most that may share the columns or the repeats. A larger device has these
    // splits too, or better ones.
    private static HashSet<CoreSplit> Splits(int cores)
    {
        var splits = new HashSet<CoreSplit>();
        foreach (var rows in BlockCounts.Count(cores))
        {
            splits.Add(new CoreSplit((int)rows, (int)(cores / rows), 1));
            splits.Add(new CoreSplit((int)rows, 1, (int)(cores / rows)));
        }

        return splits;
    }

    private string TooSmall(string operation, MatrixGeometry geometry)
    {
        var local = rates.Local;
        var staged = 2 * (((geometry.InputBytes + geometry.HaloBytes) / geometry.DepthTiles) + rates.RightTileBytes);
        (string Field, long Has, double Needs)[] buffers =
        [
            ("leftBytes", local.LeftBytes, 2 * rates.LeftTileBytes), ("rightBytes", local.RightBytes, 2 * rates.RightTileBytes),
            ("accumulatorBytes", local.AccumulatorBytes, 2 * rates.SumTileBytes),
            ("vectorBytes", local.VectorBytes, Math.Ceiling(2 * (geometry.SideBytes + geometry.OutputBytes))),
            ("stagingBytes", local.StagingBytes, Math.Ceiling(staged)),
        ];
        var small = buffers.FirstOrDefault(buffer => buffer.Has < buffer.Needs, buffers[^1]);
        return $"device '{rates.Device.Name}': local.{small.Field} is {small.Has}, too small for operation '{operation}', which needs {small.Needs:F0} for single tiles";
    }
}
