using System.Globalization;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Systolic;

/// <summary>
/// A grid of processing elements that each do one multiply-accumulate per cycle and pass their operands to a neighbour.
/// Its compute cycles are closed forms, exact to the cycle; docs/systolic.md derives them.
/// </summary>
/// <param name="Rows">Rows R of processing elements.</param>
/// <param name="Columns">Columns C of processing elements.</param>
/// <param name="Dataflow">What rests in the elements.</param>
public sealed record SystolicArray(int Rows, int Columns, Dataflow Dataflow = Dataflow.WeightStationary)
{
    /// <summary>The largest number of rows, and of columns.</summary>
    public const int MaxSide = 65536;

    /// <summary>What rests in the elements; a cube is no systolic array.</summary>
    public Dataflow Dataflow { get; } = Dataflow != Dataflow.Cube
        ? Dataflow
        : throw new ArgumentException("a cube is no systolic array: its cycles are those of its tiles", nameof(Dataflow));

    /// <summary>The systolic array of a device's matrix unit; null if the unit is no systolic array.</summary>
    public static SystolicArray? FromUnit(MatrixUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Dataflow == Dataflow.Cube ? null : new SystolicArray(unit.Rows, unit.Columns, unit.Dataflow);
    }

    /// <summary>Reads <c>32x32</c> (rows x columns).</summary>
    /// <exception cref="GraphException">The text is no such size.</exception>
    public static SystolicArray Parse(string size, Dataflow dataflow)
    {
        ArgumentNullException.ThrowIfNull(size);
        var parts = size.Split('x', 'X');
        return parts.Length == 2 && Side(parts[0]) is { } rows && Side(parts[1]) is { } columns
            ? new SystolicArray(rows, columns, dataflow)
            : throw new GraphException($"'{size}' is no array of processing elements: write rows x columns like 32x32, each from 1 to {MaxSide}");
    }

    /// <summary>
    /// The cost of a layer. With S_r and S_c the extents laid over rows and columns and T the one streamed through,
    /// folds = count * ceil(S_r/R) * ceil(S_c/C), and a fold takes R cycles to load what rests (none for outputs) plus
    /// T + R + C - 2 to stream. Cycles are counted as SCALE-Sim does, by the number of the last cycle from 0.
    /// </summary>
    /// <exception cref="GraphException">The product or the count of its cycles is out of range.</exception>
    public SystolicCost Cost(string layer, MatrixProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        product.Checked(layer);
        var (overRows, overColumns, streamed) = Dataflow switch
        {
            Dataflow.WeightStationary => (product.K, product.N, product.M),
            Dataflow.OutputStationary => (product.M, product.N, product.K),
            _ => (product.K, product.M, product.N),
        };
        var folds = (Int128)product.Count * Ceil(overRows, Rows) * Ceil(overColumns, Columns);
        var cycles = (folds * FoldCycles(streamed)) - 1;
        if (cycles > MatrixProduct.MaxMacs)
            throw new GraphException($"layer '{layer}' takes more than {MatrixProduct.MaxMacs} cycles on {this}");
        // One element and one product end in cycle 0; a rate needs at least one cycle.
        var elementCycles = (double)Rows * Columns * Math.Max(1, (long)cycles);
        return new SystolicCost(
            layer, product, (long)folds, (long)cycles,
            Utilisation: product.Macs / elementCycles,
            MappingEfficiency: (double)overRows * overColumns * product.Count / ((double)folds * Rows * Columns));
    }

    /// <summary>Cycles of one fold through which so many operands are streamed.</summary>
    public long FoldCycles(long streamed) => FillCycles(Rows, Columns, Dataflow == Dataflow.OutputStationary) + streamed;

    /// <summary>Cycles of a fold beside those of its stream: loading what rests, unless it is the outputs, and the way across the array.</summary>
    internal static long FillCycles(int rows, int columns, bool outputsRest) => (outputsRest ? 0L : rows) + rows + columns - 2;

    /// <summary><c>32x32 ws</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Rows}x{Columns} {DataflowName.Abbreviate(Dataflow)}");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= MaxSide ? side : null;

    private static long Ceil(long extent, int side) => ((extent - 1) / side) + 1;
}
