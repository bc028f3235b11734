namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Finds the best block of the matrix unit's own buffers for a staging block: of all powers of two in tiles (cut to the staging
/// block) that the buffers hold twice. What fits a buffer fits a larger one, so more buffer is never slower.
/// </summary>
internal sealed class OperandSearch(UnitRates rates, MatrixGeometry geometry)
{
    private readonly Dictionary<(Block, long), (ComputeTimes Times, Block Operand)?> _known = [];
    private readonly double _exposed = rates.Device.Constants.ExposedFraction;
    private readonly double _vectorTileMs = rates.DrainTileMs + geometry.VectorMs;
    private readonly double _vectorTileBytes = geometry.SideBytes + geometry.OutputBytes;

    /// <summary>Blocks looked at so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The best block, and the time of the compute stage; null when none fits.</summary>
    /// <param name="staging">The staging block.</param>
    /// <param name="depthBlocks">Staging blocks along the depth: if several, the sums stay in the accumulator from one to the next.</param>
    public (ComputeTimes Times, Block Operand)? Best(Block staging, long depthBlocks)
    {
        var key = (staging, depthBlocks);
        if (!_known.TryGetValue(key, out var best))
            _known[key] = best = Search(staging, depthBlocks);
        return best;
    }

    private (ComputeTimes, Block)? Search(Block staging, long depthBlocks)
    {
        (ComputeTimes Times, Block Operand)? best = null;
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
                    Evaluations++;
                    var operand = new Block(rows, depth, columns);
                    var times = Times(staging, operand, depthBlocks);
                    if (best is null || times.TotalMs < best.Value.Times.TotalMs)
                        best = (times, operand);
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
        return new ComputeTimes(
            Math.Min(firstFeedMs, stepMs) + firstMs + ((blocks - 1) * matrixSeen),
            vectorMs + ((blocks - 1) * vectorSeen),
            firstFeedMs, stepMs, vectorMs, Math.Min(firstFeedMs, stepMs) + firstMs);
    }
}
