namespace ISyNet.Hardware.Devices;

/// <summary>A number format of the matrix unit, with its element sizes, its padding and its unit.</summary>
/// <param name="Name"><c>fp16</c>, <c>int8</c>.</param>
/// <param name="Bytes">Bytes of an element of activations and weights.</param>
/// <param name="AccumulatorBytes">Bytes of an element of the sums.</param>
/// <param name="ChannelAlign">Channels in memory are padded to a multiple of this (1: not padded).</param>
/// <param name="SmallChannelAlign">An input image of at most this many channels is padded to this many (0: the device has no such path).</param>
/// <param name="Matrix">The matrix unit.</param>
public sealed record Precision(
    string Name, int Bytes, int AccumulatorBytes, int ChannelAlign, int SmallChannelAlign, MatrixUnit Matrix)
{
    /// <summary>Channels as they lie in memory.</summary>
    public int Aligned(int channels) => channels <= SmallChannelAlign
        ? SmallChannelAlign
        : (channels + ChannelAlign - 1) / ChannelAlign * ChannelAlign;
}

/// <summary>How a matrix unit walks over a product (M x K) x (K x N).</summary>
public enum Dataflow
{
    /// <summary>One product of a (Rows x Depth) by a (Depth x Columns) tile per cycle: Ascend's cube, a tensor core.</summary>
    Cube,

    /// <summary>A systolic array that holds Rows (of K) x Columns (of N) weights while the M rows stream through.</summary>
    WeightStationary,

    /// <summary>A systolic array that holds Rows (of M) x Columns (of N) sums while K streams through.</summary>
    OutputStationary,

    /// <summary>A systolic array that holds Rows (of K) x Columns (of M) inputs while N streams through.</summary>
    InputStationary,
}

/// <summary>The matrix unit of one core.</summary>
/// <param name="Dataflow">How it walks.</param>
/// <param name="Rows">Rows of the array (of the output tile, for a cube).</param>
/// <param name="Columns">Columns of the array (of the output tile, for a cube).</param>
/// <param name="Depth">Products that are summed per cycle inside one element; 1 for a systolic array.</param>
/// <param name="BlockRows">Rows of the output block that one core computes at a time, over all images of a batch, as a kernel of a GPU does; 0 where cores share single rows.</param>
/// <param name="BlockColumns">Columns of that block.</param>
public sealed record MatrixUnit(Dataflow Dataflow, int Rows, int Columns, int Depth, int BlockRows = 0, int BlockColumns = 0)
{
    /// <summary>Multiply-accumulates per cycle when full.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double MacsPerCycle => (double)Rows * Columns * Depth;
}
