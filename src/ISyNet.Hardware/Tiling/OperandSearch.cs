using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Finds the best blocks of the matrix unit's own buffers for a staging block: of all cuts into 1, 2, 4, 8, ... blocks that the
/// buffers hold twice, those that no other beats both alone and between others. What fits a buffer fits a larger one, so more
/// buffer is never slower.
/// </summary>
internal sealed class OperandSearch(UnitRates rates, MatrixGeometry geometry)
{
    private readonly Dictionary<Block, List<(ComputeTimes Times, Block Operand)>> _known = [];
    private readonly double _exposed = rates.Device.Constants.ExposedFraction;
    private readonly double _vectorTileMs = rates.DrainTileMs + geometry.VectorMs;
    private readonly double _vectorTileBytes = geometry.SideBytes + geometry.OutputBytes;

    /// <summary>The best blocks, and the times of the compute stage with them; none when none fits.</summary>
    /// <param name="staging">Staging blocks along each extent: if several along the depth, the sums stay in the accumulator from one to the next.</param>
    public List<(ComputeTimes Times, Block Operand)> Best(Block staging)
    {
        if (!_known.TryGetValue(staging, out var best))
            _known[staging] = best = Search(staging);
        return best;
    }

    /// <summary>What no block can beat: every operand fed once, the matrix and the vector unit never idle at the same time.</summary>
    public ComputeTimes Least(Block staging)
    {
        var (rows, depth, columns) = geometry.AverageBlock(staging);
        var feedMs = depth * ((rows * rates.LeftTileMs) + (columns * rates.RightTileMs));
        var matrixMs = Math.Max(feedMs, MatrixMs(rows, depth, columns, staging.Depth));
        var vectorMs = rows * columns * _vectorTileMs / staging.Depth;
        var (matrixSeen, vectorSeen) = matrixMs >= vectorMs ? (matrixMs, _exposed * vectorMs) : (_exposed * matrixMs, vectorMs);
        return new ComputeTimes(matrixSeen, vectorSeen, matrixSeen, vectorSeen);
    }

    private double MatrixMs(double rows, double depth, double columns, double steps) =>
        rates.MatrixMs(rows, depth, columns, steps) + (rows * depth * ((columns * geometry.StartMs) + geometry.GroupLoadMs));

    private List<(ComputeTimes, Block)> Search(Block staging)
    {
        List<(ComputeTimes Times, Block Operand)> best = [];
        var (whole, largest) = (staging.Depth > 1, geometry.LargestBlock(staging));
        var depthCounts = BlockCounts.Doubling(largest.Depth);
        foreach (var rows in whole ? [1] : BlockCounts.Doubling(largest.Rows))
        {
            var blockRows = MatrixProduct.Ceil(largest.Rows, rows);
            if (2 * blockRows * rates.LeftTileBytes > rates.Local.LeftBytes)
                continue;
            foreach (var columns in whole ? [1] : BlockCounts.Doubling(largest.Columns))
            {
                var blockColumns = MatrixProduct.Ceil(largest.Columns, columns);
                if (2 * blockColumns * rates.RightTileBytes > rates.Local.RightBytes
                    || 2 * blockRows * blockColumns * rates.SumTileBytes > rates.Local.AccumulatorBytes
                    || 2 * blockRows * blockColumns * _vectorTileBytes > rates.Local.VectorBytes)
                    continue;
                foreach (var depth in depthCounts)
                {
                    var blockDepth = MatrixProduct.Ceil(largest.Depth, depth);
                    if (2 * blockRows * blockDepth * rates.LeftTileBytes <= rates.Local.LeftBytes
                        && 2 * blockDepth * blockColumns * rates.RightTileBytes <= rates.Local.RightBytes)
                        Add(best, Times(staging, new Block(rows, depth, columns)), new Block(blockRows, blockDepth, blockColumns));
                }
            }
        }

        return best;
    }

    private static void Add(List<(ComputeTimes Times, Block Operand)> best, ComputeTimes times, Block operand)
    {
        foreach (var (other, _) in best)
        {
            if (other.TotalMs <= times.TotalMs && other.PeriodMs <= times.PeriodMs)
                return;
        }

        best.RemoveAll(other => times.TotalMs <= other.Times.TotalMs && times.PeriodMs <= other.Times.PeriodMs);
        best.Add((times, operand));
    }

    // Feed, matrix and vector unit work on different blocks at once. Blocks differ by a tile at most, so an average one stands for all;
    // a staging block of fewer tiles than the count is cut into its tiles.
    private ComputeTimes Times(Block staging, Block counts)
    {
        var item = geometry.AverageBlock(staging);
        double rowBlocks = Math.Min(counts.Rows, item.Rows), steps = Math.Min(counts.Depth, item.Depth), columnBlocks = Math.Min(counts.Columns, item.Columns);
        double rows = item.Rows / rowBlocks, depth = item.Depth / steps, columns = item.Columns / columnBlocks;
        double leftMs = rows * depth * rates.LeftTileMs, rightMs = depth * columns * rates.RightTileMs;
        var feedMs = leftMs + rightMs + rates.HandOverMs;
        var stepMs = MatrixMs(rows, depth, columns, steps * staging.Depth);
        var firstMs = SumMs(rows, columns, Math.Min(counts.Depth * staging.Depth, geometry.DepthTiles)) / staging.Depth;
        var laterMs = steps > 1 ? firstMs : Math.Min(
            SweepMs(columnBlocks, feedMs, feedMs - leftMs, stepMs), SweepMs(rowBlocks, feedMs, feedMs - rightMs, stepMs));
        var vectorMs = (rows * columns * _vectorTileMs) + rates.HandOverMs;
        var laterVectorMs = vectorMs / staging.Depth;
        var (matrixSeen, vectorSeen) = laterMs >= laterVectorMs ? (laterMs, _exposed * laterVectorMs) : (_exposed * laterMs, laterVectorMs);
        var blocks = rowBlocks * columnBlocks;
        var matrixMs = Math.Min(feedMs, stepMs) + firstMs;
        return new ComputeTimes(
            matrixMs + ((blocks - 1) * matrixSeen), vectorMs + ((blocks - 1) * vectorSeen), blocks * matrixSeen, blocks * vectorSeen)
        {
            FeedStepMs = feedMs,
            MatrixStepMs = stepMs,
            VectorBlockMs = vectorMs,
            FirstVectorMs = matrixMs,
        };
    }

    // Of so many steps that add up to the same sums. One is fed while the one before is multiplied; they differ by a tile at most, and
    // a large one beside a small one makes both wait.
    private double SumMs(double rows, double columns, long steps)
    {
        var (tiles, larger) = (geometry.DepthTiles / steps, geometry.DepthTiles % steps);
        var mixed = Math.Min(larger, steps - larger);
        return ((steps - larger - mixed) * Math.Max(FeedMs(tiles), ProductMs(tiles)))
            + ((larger - mixed) * Math.Max(FeedMs(tiles + 1), ProductMs(tiles + 1)))
            + (mixed * (Math.Max(FeedMs(tiles), ProductMs(tiles + 1)) + Math.Max(FeedMs(tiles + 1), ProductMs(tiles))));

        double FeedMs(long depth) => (depth * ((rows * rates.LeftTileMs) + (columns * rates.RightTileMs))) + rates.HandOverMs;

        double ProductMs(long depth) => MatrixMs(rows, depth, columns, steps);
    }

    // Of a sweep of steps that keep one operand, the first feeds both. Feeds come in order, and two buffers let that one run
    // beside no more than two steps. The time of one step.
    private static double SweepMs(double steps, double firstFeedMs, double feedMs, double stepMs) => steps == 1
        ? Math.Max(firstFeedMs, stepMs)
        : Math.Max(steps * stepMs, firstFeedMs + Math.Max((steps - 1) * feedMs, (steps - 2) * stepMs)) / steps;
}
