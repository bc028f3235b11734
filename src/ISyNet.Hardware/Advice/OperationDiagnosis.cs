using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using static System.FormattableString;

namespace ISyNet.Hardware.Advice;

/// <summary>Why an operation takes as long as it does.</summary>
/// <param name="Cost">Its cost for a batch.</param>
/// <param name="Share">Its part of the network's latency, 0 to 1.</param>
/// <param name="Reason">One phrase for people: what takes the time, in figures of the operation and the device.</param>
public sealed record OperationDiagnosis(OperationCost Cost, double Share, string Reason)
{
    /// <summary>From this part of its work on, an extent that does not fill its tiles is a reason.</summary>
    private const double FullTile = 0.9;

    /// <summary>If the launch takes this part of an operation's time, the operation is too small for the device.</summary>
    private const double MostlyLaunch = 0.5;

    /// <summary>Below this part of the peak a matrix unit that is well filled still waits.</summary>
    private const double Busy = 0.5;

    /// <summary>With fewer tiles for each core a matrix unit that is well filled waits for work.</summary>
    private const int LeastTiles = 4;

    /// <summary>From this part of the time on, what runs beside the matrix unit is the reason.</summary>
    private const double MostlyBeside = 0.25;

    /// <summary>The kind of <see cref="Reason"/>.</summary>
    public ReasonKind Kind { get; init; }

    internal static OperationDiagnosis Create(OperationCost cost, NetworkCost network)
    {
        var (kind, reason) = ReasonOf(cost, network.Lowered);
        return new OperationDiagnosis(cost, network.LatencyMs > 0 ? cost.LatencyMs / network.LatencyMs : 0, reason) { Kind = kind };
    }

    private static (ReasonKind, string) ReasonOf(OperationCost cost, LoweredNetwork lowered)
    {
        if (cost.LatencyMs <= 0)
            return (ReasonKind.Free, "costs nothing: the compiler writes its inputs to where they are read");
        if (cost.OverheadMs > MostlyLaunch * cost.LatencyMs)
            return (ReasonKind.Launch, Invariant($"too little work: its launch is {cost.OverheadMs / cost.LatencyMs:0 %} of its time"));
        if (cost.Operation.Class is OpClass.Input or OpClass.DataMove)
            return (ReasonKind.Moves, Move(cost.Operation, lowered));
        return cost.Bound switch
        {
            Bound.Matrix => Matrix(cost, lowered),
            Bound.Vector => Vector(cost.Operation, lowered),
            Bound.Cache => (ReasonKind.Cache, Transfers(cost, cost.CacheBytes, $"cache ({lowered.Device.Cache.Name})")),
            Bound.External => External(cost, lowered.Device),
            _ => (ReasonKind.Launch, Invariant($"its launch is {cost.OverheadMs / cost.LatencyMs:0 %} of its time")),
        };
    }

    private static (ReasonKind, string) Matrix(OperationCost cost, LoweredNetwork lowered)
    {
        var (device, lead) = (lowered.Device, lowered.Lead(cost.Operation));
        var unit = Bound.Matrix.Word(device);
        if (cost.Operation.Matrix is not { } product)
            return (ReasonKind.Products, Invariant($"{unit} at {cost.Utilisation:0 %} of its peak"));
        var reasons = new List<(double Used, ReasonKind Kind, string Text)>();
        var input = lead.Inputs.Length > 0 ? lowered.Network.Layers[lead.Inputs[0]].Output : lead.Output;
        var grouped = lead.Op is Conv { Groups: > 1 } conv ? conv : null;
        if (grouped is not null)
        {
            var computed = product.Macs;
            reasons.Add((cost.Operation.Macs / (double)computed, ReasonKind.Groups, Invariant($"groups of {Counted(input.Channels / grouped.Groups, "channel")} share blocks of {device.Precision.ChannelAlign}: {cost.Operation.Macs / (double)computed:0 %} of the products count")));
        }
        else
        {
            // Products are over the last dimension, whatever the rank; convolutions over the channels of a map.
            var channels = lead.Op is not (Linear or MatMul) && input.IsMap ? input.Channels : input.Dims.Length > 0 ? input.Dims[^1] : 1;
            var aligned = new TensorLayout(device.Precision).Channels(channels, image: lead.Op is not (Linear or MatMul) && lowered.Network.Layers[lead.Inputs[0]].Op is Input);
            reasons.Add((channels / (double)aligned, ReasonKind.Unfilled, Invariant($"{Counted(channels, "input channel")} {(channels == 1 ? "is" : "are")} computed as {aligned}")));
        }

        var (rows, columns) = TileOf(device.Precision.Matrix);
        var positions = product.M * (product.RowsJoin ? cost.Batch : 1);
        // Of groups, the extent is that of a product: of one group, or of a block of groups that are computed together.
        var outputs = Counted(product.N, "output channel") + (grouped is null ? "" : product.Count < grouped.Groups ? " of a block of groups" : " of a group");
        reasons.Add((Filled(product.N, columns), grouped is null ? ReasonKind.Unfilled : ReasonKind.Groups, Invariant($"{outputs} fill tiles of {columns} to {Filled(product.N, columns):0 %}")));
        reasons.Add((Filled(positions, rows), ReasonKind.Unfilled, Invariant($"{Counted(positions, "position")} fill tiles of {rows} to {Filled(positions, rows):0 %}")));
        var wasted = reasons.Where(reason => reason.Used < FullTile).OrderBy(reason => reason.Used).ToArray();
        if (wasted.Length > 0)
            return (wasted[0].Kind, $"{unit}: {string.Join("; ", wasted.Select(reason => reason.Text))}");
        if (cost.Utilisation >= Busy)
            return (ReasonKind.Products, Invariant($"{unit} at {cost.Utilisation:0 %} of its peak: only less work makes it faster"));
        return Waiting(cost, device, product.RowTiles(rows, cost.Batch) * MatrixProduct.Ceil(product.N, columns) * product.Count);
    }

    /// <summary>Why a matrix unit with full tiles is far below its peak.</summary>
    private static (ReasonKind, string) Waiting(OperationCost cost, Device device, long tiles)
    {
        // A model of measured kernels gives the time of a kernel, and not what in it waited: moving may need more of it than the products.
        if (MovingMs(cost, device) > cost.Utilisation * cost.LatencyMs)
            return (ReasonKind.Memory, Transfers(cost, cost.CacheBytes, $"memory ({device.External.Name})"));
        var unit = Bound.Matrix.Word(device);
        if (tiles < LeastTiles * device.Cores)
            return (ReasonKind.FewTiles, Invariant($"{unit} at {cost.Utilisation:0 %} of its peak: {Counted(tiles, "tile")} for {Counted(device.Cores, "core")}, too little work to fill the device"));
        var beside = (cost.LatencyMs - cost.MatrixMs) / cost.LatencyMs;
        return (ReasonKind.BelowPeak, beside < MostlyBeside
            ? Invariant($"{unit} at {cost.Utilisation:0 %} of its peak although its tiles are full: few products for each value that it loads")
            : Invariant($"{unit} at {cost.Utilisation:0 %} of its peak although its tiles are full: transfers, other units and the launch take {beside:0 %} of the time beside it"));
    }

    /// <summary>The time that moving the tensors of an operation once takes at the full rate of the memory, of those that its cache cannot hold.</summary>
    private static double MovingMs(OperationCost cost, Device device) =>
        cost.CacheBytes > device.Cache.CapacityBytes ? cost.CacheBytes / device.External.ReadGBps * 1e-6 : 0;

    private static (ReasonKind, string) Vector(LoweredOperation operation, LoweredNetwork lowered) => operation.Class switch
    {
        OpClass.DepthwiseConv => (ReasonKind.Elements, Invariant($"vector unit: a depthwise convolution passes {((Conv)lowered.Lead(operation).Op).Window.KernelArea} times over every element")),
        OpClass.Broadcast => (ReasonKind.FewLanes, "vector unit: stretches a small tensor over a map, which uses few lanes"),
        OpClass.Reduction => (ReasonKind.FewLanes, "vector unit: many elements into one, which uses few lanes"),
        OpClass.Pool => (ReasonKind.Elements, Invariant($"vector unit: {Math.Max(1, operation.WindowElements / Math.Max(1, operation.OutputElements))} passes for every output")),
        _ when operation.Matrix is not null => (ReasonKind.Elements, $"vector unit: the functions behind the product take longer than the product ({operation.Kind})"),
        _ => (ReasonKind.Elements, $"vector unit: element by element ({operation.Kind})"),
    };

    private static string Move(LoweredOperation operation, LoweredNetwork lowered)
    {
        var (precision, channels) = (lowered.Device.Precision, operation.Output.Channels);
        if (operation.Class == OpClass.Input)
        {
            return precision.Aligned(channels) is var laid && laid == channels
                ? "brings the image to the device"
                : Invariant($"brings the image into the device's layout, where {Counted(channels, "channel")} take{(channels == 1 ? "s" : "")} the place of {laid}");
        }

        return channels % precision.ChannelAlign == 0 || !operation.Output.IsMap
            ? "only moves data"
            : Invariant($"only moves data, in pieces that do not fill blocks of {precision.ChannelAlign} channels");
    }

    private static (ReasonKind, string) External(OperationCost cost, Device device)
    {
        var weights = cost.Operation.WeightElements * (double)device.Precision.Bytes;
        return weights > cost.ExternalBytes / 2
            ? (ReasonKind.Weights, Invariant($"memory ({device.External.Name}): {weights / 1e6:0.0} MB of weights for a batch of {cost.Batch}; a larger batch shares them"))
            : (ReasonKind.Memory, Transfers(cost, cost.ExternalBytes, $"memory ({device.External.Name})"));
    }

    private static string Transfers(OperationCost cost, double bytes, string memory)
    {
        var macs = cost.Operation.Macs * (double)cost.Batch;
        return macs > 0
            ? Invariant($"{memory}: {bytes / 1e6:0.0} MB to move, {macs / Math.Max(1, bytes):0.0} multiply-accumulates for each byte")
            : Invariant($"{memory}: {bytes / 1e6:0.0} MB to move");
    }

    /// <summary>Rows (positions) and columns (output channels) that one tile of the unit covers; 1 for what streams through it.</summary>
    private static (int Rows, int Columns) TileOf(MatrixUnit unit) => unit.Dataflow switch
    {
        Dataflow.WeightStationary => (1, unit.Columns),
        Dataflow.InputStationary => (unit.Columns, 1),
        _ => (unit.Rows, unit.Columns),
    };

    private static double Filled(long extent, int tile) => extent / (double)(MatrixProduct.Ceil(extent, tile) * tile);

    private static string Counted(long count, string what) => Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}
