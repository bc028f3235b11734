using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Tests;

/// <summary>
/// A systolic array simulated register by register, cycle by cycle, with real numbers: the judge of the closed forms.
/// It knows nothing of them; it stops when the last number has left the array, and counts.
/// </summary>
internal sealed class SystolicGrid(int rows, int columns)
{
    /// <summary>A number on a wire and the index (row of the streamed matrix) that it belongs to.</summary>
    private readonly record struct Flit(long Value, int Index);

    /// <summary>Cycles that have passed.</summary>
    public long Cycles { get; private set; }

    /// <summary>Times that the array was filled.</summary>
    public long Folds { get; private set; }

    /// <summary>Multiply-accumulates of real work.</summary>
    public long Macs { get; private set; }

    /// <summary>The product a (M x K) * b (K x N).</summary>
    public long[,] Multiply(long[,] a, long[,] b, Dataflow dataflow) => dataflow switch
    {
        Dataflow.WeightStationary => Resting(b, a),
        Dataflow.InputStationary => Transposed(Resting(Transposed(a), Transposed(b))),
        _ => OutputsResting(a, b),
    };

    // stream (T x K) * resting (K x S): resting is loaded tile by tile; partial sums of the row folds add up in accumulators outside.
    private long[,] Resting(long[,] resting, long[,] stream)
    {
        var result = new long[stream.GetLength(0), resting.GetLength(1)];
        for (var row = 0; row < resting.GetLength(0); row += rows)
        {
            for (var column = 0; column < resting.GetLength(1); column += columns)
                RestingFold(resting, stream, row, column, result);
        }

        return result;
    }

    private void RestingFold(long[,] resting, long[,] stream, int row0, int column0, long[,] result)
    {
        Folds++;
        var held = new long[rows, columns];
        for (var cycle = 0; cycle < rows; cycle++, Cycles++)
        {
            // The last row goes in first and is pushed down by the others.
            for (var c = 0; c < columns; c++)
            {
                for (var r = rows - 1; r > 0; r--)
                    held[r, c] = held[r - 1, c];
                held[0, c] = At(resting, row0 + rows - 1 - cycle, column0 + c);
            }
        }

        var streamed = stream.GetLength(0);
        var right = new Flit?[rows, columns];
        var down = new Flit?[rows, columns];
        var left = (long)streamed * columns;
        for (var cycle = 0; left > 0; cycle++, Cycles++)
        {
            var (oldRight, oldDown) = ((Flit?[,])right.Clone(), (Flit?[,])down.Clone());
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                {
                    right[r, c] = c > 0 ? oldRight[r, c - 1] : Edge(cycle - r, streamed, t => At(stream, t, row0 + r));
                    var above = r > 0 ? oldDown[r - 1, c] : null;
                    down[r, c] = right[r, c] is { } x ? new Flit((above?.Value ?? 0) + (held[r, c] * x.Value), x.Index) : null;
                    // A partial sum must meet the operand of its own row: else the skew is wrong.
                    if (r > 0)
                        Assert.Equal(right[r, c]?.Index, above?.Index);
                    if (right[r, c] is not null && Inside(resting, row0 + r, column0 + c))
                        Macs++;
                }
            }

            for (var c = 0; c < columns; c++)
            {
                if (down[rows - 1, c] is not { } sum)
                    continue;
                left--;
                if (column0 + c < result.GetLength(1))
                    result[sum.Index, column0 + c] += sum.Value;
            }
        }
    }

    private long[,] OutputsResting(long[,] a, long[,] b)
    {
        var result = new long[a.GetLength(0), b.GetLength(1)];
        for (var row = 0; row < a.GetLength(0); row += rows)
        {
            for (var column = 0; column < b.GetLength(1); column += columns)
                OutputsFold(a, b, row, column, result);
        }

        return result;
    }

    private void OutputsFold(long[,] a, long[,] b, int row0, int column0, long[,] result)
    {
        Folds++;
        var length = a.GetLength(1);
        var (sums, terms) = (new long[rows, columns], new int[rows, columns]);
        var right = new Flit?[rows, columns];
        var down = new Flit?[rows, columns];
        var left = rows * columns;
        for (var cycle = 0; left > 0; cycle++, Cycles++)
        {
            var (oldRight, oldDown) = ((Flit?[,])right.Clone(), (Flit?[,])down.Clone());
            for (var c = 0; c < columns; c++)
            {
                var busTaken = false;
                for (var r = 0; r < rows; r++)
                {
                    right[r, c] = c > 0 ? oldRight[r, c - 1] : Edge(cycle - r, length, k => At(a, row0 + r, k));
                    down[r, c] = r > 0 ? oldDown[r - 1, c] : Edge(cycle - c, length, k => At(b, k, column0 + c));
                    Assert.Equal(right[r, c]?.Index, down[r, c]?.Index);
                    if (right[r, c] is not { } x || down[r, c] is not { } w)
                        continue;
                    sums[r, c] += x.Value * w.Value;
                    if (Inside(result, row0 + r, column0 + c))
                        Macs++;
                    if (++terms[r, c] < length)
                        continue;
                    // A finished sum leaves at once over the bus of its column, which carries one number per cycle.
                    Assert.False(busTaken);
                    busTaken = true;
                    left--;
                    if (Inside(result, row0 + r, column0 + c))
                        result[row0 + r, column0 + c] = sums[r, c];
                }
            }
        }
    }

    private static Flit? Edge(int index, int count, Func<int, long> value) =>
        index >= 0 && index < count ? new Flit(value(index), index) : null;

    private static bool Inside(long[,] matrix, int row, int column) => row < matrix.GetLength(0) && column < matrix.GetLength(1);

    private static long At(long[,] matrix, int row, int column) => Inside(matrix, row, column) ? matrix[row, column] : 0;

    private static long[,] Transposed(long[,] matrix)
    {
        var result = new long[matrix.GetLength(1), matrix.GetLength(0)];
        for (var r = 0; r < result.GetLength(0); r++)
        {
            for (var c = 0; c < result.GetLength(1); c++)
                result[r, c] = matrix[c, r];
        }

        return result;
    }
}
