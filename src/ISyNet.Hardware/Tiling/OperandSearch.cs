namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Finds the best blocks of the matrix unit's own buffers for a staging block: of all powers of two in tiles (cut to the staging
/// block) that the buffers hold twice, those that no other beats both alone and between others. What fits a buffer fits a larger one, so more buffer is never slower.
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
        var matrixMs = Math.Max(feedMs, rates.MatrixMs(staging, depthBlocks));
        var vectorMs = staging.Rows * staging.Columns * _vectorTileMs / depthBlocks;
        var (matrixSeen, vectorSeen) = matrixMs >= vectorMs ? (matrixMs, _exposed * vectorMs) : (_exposed * matrixMs, vectorMs);
        return new ComputeTimes(matrixSeen, vectorSeen, matrixSeen, vectorSeen);
    }

    private List<(ComputeTimes, Block)> Search(Block staging, long depthBlocks)
    {
        List<(ComputeTimes Times, Block Operand)> best = [];
        var whole = depthBlocks > 1;
        for (long r = whole ? staging.Rows : 1, rows = r; ; r *= 2, rows = Math.Min(r, staging.Rows))
        {
            if (2 * rows * rates.LeftTileBytes > rates.Local.LeftBytes)
                break;
            for (long c = whole ? staging.Columns : 1, columns = c; ; c *= 2, columns = Math.Min(c, staging.Columns))
            {
                if (2 * columns * rates.RightTileBytes > rates.Local.RightBytes
                    || 2 * rows * columns * rates.SumTileBytes > rates.Local.AccumulatorBytes
                    || 2 * rows * columns * _vectorTileBytes > rates.Local.VectorBytes)
                    break;
                for (long d = 1, depth = d; ; d *= 2, depth = Math.Min(d, staging.Depth))
                {
                    if (2 * rows * depth * rates.LeftTileBytes > rates.Local.LeftBytes
                        || 2 * depth * columns * rates.RightTileBytes > rates.Local.RightBytes)
                        break;
                    var operand = new Block(rows, depth, columns);
                    Add(best, Times(staging, operand, depthBlocks), operand);
                    if (depth == staging.Depth)
                        break;
                }

                if (columns == staging.Columns)
                    break;
            }

            if (rows == staging.Rows)
                break;
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

    // Feed, matrix and vector unit work on different blocks at once; an operand that the next block shares is not fed again.
    private ComputeTimes Times(Block staging, Block operand, long depthBlocks)
    {
        double leftMs = operand.Rows * operand.Depth * rates.LeftTileMs, rightMs = operand.Depth * operand.Columns * rates.RightTileMs;
        var firstFeedMs = leftMs + rightMs + rates.HandOverMs;
        var feedMs = firstFeedMs;
        if (operand.Depth == staging.Depth)
        {
            feedMs = rates.HandOverMs + Math.Min(
                (leftMs * operand.Columns / staging.Columns) + rightMs, leftMs + (rightMs * operand.Rows / staging.Rows));
        }

        var steps = (double)staging.Depth / operand.Depth;
        var stepMs = rates.MatrixMs(operand, steps * depthBlocks);
        var blocks = (double)staging.Rows / operand.Rows * staging.Columns / operand.Columns;
        double firstMs = steps * Math.Max(firstFeedMs, stepMs), laterMs = steps * Math.Max(feedMs, stepMs);
        var vectorMs = (operand.Rows * operand.Columns * _vectorTileMs / depthBlocks) + rates.HandOverMs;
        var (matrixSeen, vectorSeen) = laterMs >= vectorMs ? (laterMs, _exposed * vectorMs) : (_exposed * laterMs, vectorMs);
        var matrixMs = Math.Min(firstFeedMs, stepMs) + firstMs;
        return new ComputeTimes(
            matrixMs + ((blocks - 1) * matrixSeen), vectorMs + ((blocks - 1) * vectorSeen), blocks * matrixSeen, blocks * vectorSeen)
        {
            FeedStepMs = firstFeedMs, MatrixStepMs = stepMs, VectorBlockMs = vectorMs, FirstVectorMs = matrixMs,
        };
    }
}
