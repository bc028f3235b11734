namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Finds the best blocks of the matrix unit's own buffers for a staging block: of all cuts into 1, 2, 4, 8, ... blocks that the
/// buffers hold twice, those that no other beats both alone and between others. What fits a buffer fits a larger one, so more
/// buffer is never slower.
/// </summary>
internal sealed class OperandSearch(UnitRates rates, MatrixGeometry geometry)
{
    private readonly Dictionary<(Block, long), List<(ComputeTimes Times, Block Operand)>> _known = [];
    private readonly double _exposed = rates.Device.Constants.ExposedFraction;
    private readonly double _vectorTileMs = rates.DrainTileMs + geometry.VectorMs;
    private readonly double _vectorTileBytes = geometry.SideBytes + geometry.OutputBytes;

    /// <summary>The best blocks, and the times of the compute stage with them; none when none fits.</summary>
    /// <param name="staging">The staging block.</param>
    /// <param name="depthBlocks">Staging blocks along the depth: if several, the sums stay in the accumulator from one to the next.</param>
    public List<(ComputeTimes Times, Block Operand)> Best(Block staging, long depthBlocks)
    {
        var key = (staging, depthBlocks);
        if (!_known.TryGetValue(key, out var best))
            _known[key] = best = Search(staging, depthBlocks);
        return best;
    }

    /// <summary>What no block can beat: every operand fed once, the matrix and the vector unit never idle at the same time.</summary>
    public ComputeTimes Least(Block staging, long depthBlocks)
    {
        var feedMs = staging.Depth * ((staging.Rows * rates.LeftTileMs) + (staging.Columns * rates.RightTileMs));
        var matrixMs = Math.Max(feedMs, MatrixMs(staging.Rows, staging.Depth, staging.Columns, depthBlocks));
        var vectorMs = staging.Rows * staging.Columns * _vectorTileMs / depthBlocks;
        var (matrixSeen, vectorSeen) = matrixMs >= vectorMs ? (matrixMs, _exposed * vectorMs) : (_exposed * matrixMs, vectorMs);
        return new ComputeTimes(matrixSeen, vectorSeen, matrixSeen, vectorSeen);
    }

    private double MatrixMs(double rows, double depth, double columns, long steps) =>
        rates.MatrixMs(rows, depth, columns, steps) + (rows * depth * ((columns * geometry.StartMs) + geometry.GroupLoadMs));

    private List<(ComputeTimes, Block)> Search(Block staging, long depthBlocks)
    {
        List<(ComputeTimes Times, Block Operand)> best = [];
        var whole = depthBlocks > 1;
        var depthCounts = BlockCounts.Doubling(staging.Depth);
        foreach (var rows in whole ? [1] : BlockCounts.Doubling(staging.Rows))
        {
            var blockRows = MatrixProduct.Ceil(staging.Rows, rows);
            if (2 * blockRows * rates.LeftTileBytes > rates.Local.LeftBytes)
                continue;
            foreach (var columns in whole ? [1] : BlockCounts.Doubling(staging.Columns))
            {
                var blockColumns = MatrixProduct.Ceil(staging.Columns, columns);
                if (2 * blockColumns * rates.RightTileBytes > rates.Local.RightBytes
                    || 2 * blockRows * blockColumns * rates.SumTileBytes > rates.Local.AccumulatorBytes
                    || 2 * blockRows * blockColumns * _vectorTileBytes > rates.Local.VectorBytes)
                    continue;
                foreach (var depth in depthCounts)
                {
                    var blockDepth = MatrixProduct.Ceil(staging.Depth, depth);
                    if (2 * blockRows * blockDepth * rates.LeftTileBytes <= rates.Local.LeftBytes
                        && 2 * blockDepth * blockColumns * rates.RightTileBytes <= rates.Local.RightBytes)
                        Add(best, Times(staging, new Block(rows, depth, columns), depthBlocks), new Block(blockRows, blockDepth, blockColumns));
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

    // Feed, matrix and vector unit work on different blocks at once. Blocks differ by a tile at most, so an average one stands for all.
    private ComputeTimes Times(Block staging, Block counts, long depthBlocks)
    {
        double rows = (double)staging.Rows / counts.Rows, depth = (double)staging.Depth / counts.Depth, columns = (double)staging.Columns / counts.Columns;
        double leftMs = rows * depth * rates.LeftTileMs, rightMs = depth * columns * rates.RightTileMs;
        var feedMs = leftMs + rightMs + rates.HandOverMs;
        var stepMs = MatrixMs(rows, depth, columns, counts.Depth * depthBlocks);
        var firstMs = counts.Depth * Math.Max(feedMs, stepMs);
        var laterMs = counts.Depth > 1 ? firstMs : Math.Min(
            SweepMs(counts.Columns, feedMs, feedMs - leftMs, stepMs), SweepMs(counts.Rows, feedMs, feedMs - rightMs, stepMs));
        var vectorMs = (rows * columns * _vectorTileMs) + rates.HandOverMs;
        var laterVectorMs = vectorMs / depthBlocks;
        var (matrixSeen, vectorSeen) = laterMs >= laterVectorMs ? (laterMs, _exposed * laterVectorMs) : (_exposed * laterMs, laterVectorMs);
        var blocks = counts.Rows * counts.Columns;
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

    // Of a sweep of steps that keep one operand, the first feeds both. Feeds come in order, and two buffers let that one run
    // beside no more than two steps. The time of one step.
    private static double SweepMs(long steps, double firstFeedMs, double feedMs, double stepMs) => steps == 1
        ? Math.Max(firstFeedMs, stepMs)
        : Math.Max(steps * stepMs, firstFeedMs + Math.Max((steps - 1) * feedMs, (steps - 2) * stepMs)) / steps;
}
