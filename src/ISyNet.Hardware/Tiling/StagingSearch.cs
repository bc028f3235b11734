namespace ISyNet.Hardware.Tiling;

/// <summary>Searches the staging blocks of one core's share of a matrix product.</summary>
internal sealed class StagingSearch(UnitRates rates, MatrixGeometry share, CoreSplit split, PlanFront front)
{
    private readonly OperandSearch _operands = new(rates, share);
    private readonly double _exposed = rates.Device.Constants.ExposedFraction;

    /// <summary>Tries all counts of blocks, at most so many.</summary>
    public void Run(int maxTilings, CancellationToken cancellationToken)
    {
        // Single tiles come first: they fit if anything fits, whatever the allowance.
        Try(new Block(share.RowTiles, share.DepthTiles, share.ColumnTiles));
        var (rowCounts, columnCounts) = (BlockCounts.Count(share.RowTiles), BlockCounts.Count(share.ColumnTiles));
        foreach (var depth in BlockCounts.Count(share.DepthTiles))
        {
            foreach (var columns in columnCounts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var rows in rowCounts)
                {
                    if (--maxTilings < 0)
                        return;
                    Try(new Block(rows, depth, columns));
                }
            }
        }
    }

    // The largest block must fit; an average one tells the time.
    private void Try(Block counts)
    {
        var (largest, average) = (share.LargestBlock(counts), share.AverageBlock(counts));
        var leftCopies = counts.Rows * counts.Depth * share.Repeats > 1 ? 2 : 1;
        var rightCopies = counts.Depth * counts.Columns * share.Repeats > 1 ? 2 : 1;
        if ((leftCopies * LeftBytes(largest.Rows, largest.Depth)) + (rightCopies * RightBytes(largest.Depth, largest.Columns)) > rates.Local.StagingBytes)
            return;
        Try(LoopOrder.RowsOuter, counts, largest, average);
        Try(LoopOrder.ColumnsOuter, counts, largest, average);
    }

    private void Try(LoopOrder order, Block counts, Block largest, AverageBlock average)
    {
        var times = Transfers(order, counts, average);
        var rest = RestShare(order, counts);
        var leastBody = (times with { Compute = _operands.Least(counts) }).BodyMs(_exposed);
        if (front.Beats(leastBody, leastBody * rest))
            return;
        foreach (var (compute, operand) in _operands.Best(counts))
        {
            times = times with { Compute = compute };
            var body = times.BodyMs(_exposed);
            front.Add(new OperationPlan(times, body, body * rest, new MatrixTiling(split, order, counts, largest, operand)));
        }
    }

    // An operand block that the next item needs again is not loaded again: the outer one, or one that is all there is.
    private ItemTimes Transfers(LoopOrder order, Block counts, AverageBlock average)
    {
        var (left, right) = (LeftBytes(average.Rows, average.Depth), RightBytes(average.Depth, average.Columns));
        var items = counts.Rows * counts.Depth * counts.Columns;
        var (leftLoads, rightLoads) = order == LoopOrder.RowsOuter
            ? (counts.Depth == 1 ? counts.Rows : items, counts.Depth * counts.Columns == 1 ? 1 : items)
            : (counts.Depth * counts.Rows == 1 ? 1 : items, counts.Depth == 1 ? counts.Columns : items);
        var tiles = average.Rows * average.Columns;
        var (sideMs, storeMs) = (tiles * share.SideBytes * rates.CacheReadMsPerByte, tiles * share.OutputBytes * rates.CacheWriteMsPerByte);
        var bothMs = ((left + right) * rates.CacheReadMsPerByte) + rates.HandOverMs;
        var loads = Math.Min(leftLoads, rightLoads);
        return new ItemTimes
        {
            Items = items * share.Repeats,
            FirstLoadMs = bothMs + (sideMs / counts.Depth),
            LoadMs = (((leftLoads * left) + (rightLoads * right)) / items * rates.CacheReadMsPerByte) + (sideMs / counts.Depth) + rates.HandOverMs,
            Sweep = loads == 1 && share.Repeats == 1 ? 1 : items / loads,
            SweepLoadMs = bothMs + (sideMs / counts.Depth),
            Compute = default,
            StoreMs = (storeMs / counts.Depth) + rates.HandOverMs,
            LastStoreMs = storeMs + rates.HandOverMs,
            ExternalMs = share.ExternalMs / (items * share.Repeats),
        };
    }

    private double LeftBytes(double rows, double depth) => ((rows * share.InputBytes) + share.HaloBytes) * depth / share.DepthTiles;

    private double RightBytes(double depth, double columns) => depth * columns * rates.RightTileBytes;

    // The share of the work that waits for the last weights: the last columns, or all rows after the first block of them.
    private double RestShare(LoopOrder order, Block counts)
    {
        var last = order == LoopOrder.RowsOuter
            ? 1 - (1.0 / counts.Rows) + (1.0 / (counts.Rows * counts.Columns * counts.Depth))
            : 1.0 / (counts.Rows == 1 ? counts.Columns * counts.Depth : counts.Columns);
        return last / share.Repeats;
    }
}
