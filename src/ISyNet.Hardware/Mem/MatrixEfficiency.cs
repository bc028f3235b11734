using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Mem;

/// <summary>A part of a network (an operation class, a stage, an operation) and its times.</summary>
/// <param name="Name">The part.</param>
/// <param name="Operations">Operations in it.</param>
/// <param name="Times">Their times.</param>
public sealed record MemPart(string Name, int Operations, MemTimes Times);

/// <summary>MEM of a network on a device at a batch, whole and in parts.</summary>
/// <param name="Lowered">The network as the device runs it.</param>
/// <param name="Times">The times of the whole network.</param>
/// <param name="Operations">The times of each operation, in order.</param>
public sealed record MatrixEfficiency(LoweredNetwork Lowered, MemTimes Times, ImmutableArray<MemTimes> Operations)
{
    /// <summary>MEM of the network, 0 to 1.</summary>
    public double Mem => Times.Mem;

    /// <summary>The parts by operation class, in descending order of the time beyond matrix work: what lowers MEM most comes first.</summary>
    public ImmutableArray<MemPart> ByClass => Group(operation => Words(operation.Class));

    private static string Words(OpClass operations) => operations switch
    {
        OpClass.GroupConv => "grouped conv",
        OpClass.DepthwiseConv => "depthwise conv",
        OpClass.MatMul => "matrix product",
        OpClass.Elementwise => "element-wise",
        OpClass.DataMove => "data move",
        _ => operations.ToString().ToLowerInvariant(),
    };

    /// <summary>The parts by stage (<c>input</c>, <c>stem</c>, <c>stages.0</c>, <c>head</c>), in order of the network. Layers without a place, as in imported networks, are in <c>other</c>.</summary>
    public ImmutableArray<MemPart> ByStage
    {
        get
        {
            var order = Lowered.Operations.Select(StageOf).Distinct().ToList();
            return [.. Group(StageOf).OrderBy(part => order.IndexOf(part.Name))];
        }
    }

    /// <summary>MEM of a network.</summary>
    public static MatrixEfficiency FromNetwork(Network network, Device device, int batch) => FromNetwork(NetworkLowering.Lower(network, device), batch);

    /// <summary>MEM of a network that is already lowered.</summary>
    /// <exception cref="DeviceException"><paramref name="batch"/> is below 1.</exception>
    public static MatrixEfficiency FromNetwork(LoweredNetwork lowered, int batch)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        if (batch < 1)
            throw new DeviceException($"a batch of {batch} cannot be run: it must be at least 1");
        var times = lowered.Operations.Select(operation => TimesOf(operation, lowered.Device, batch)).ToImmutableArray();
        return new MatrixEfficiency(lowered, times.Aggregate(default(MemTimes), (sum, t) => sum + t), times);
    }

    /// <summary>The times of one operation.</summary>
    public static MemTimes TimesOf(LoweredOperation operation, Device device, int batch)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(device);
        if (operation.IsFree)
            return default;
        var bytesToMs = device.Precision.Bytes * 1e-6;
        return new MemTimes(
            operation.Macs / device.PeakMacsPerSecond * 1e3,
            (operation.VectorElements + operation.WindowElements + operation.ReductionElements + operation.BroadcastElements) / device.VectorElementsPerSecond * 1e3,
            ((operation.InputElements / device.External.ReadGBps) + (operation.OutputElements / device.External.WriteGBps)) * bytesToMs,
            operation.WeightElements * bytesToMs / device.External.ReadGBps / batch);
    }

    private string StageOf(LoweredOperation operation) => Lowered.Lead(operation) switch
    {
        { Op: Graph.Ops.Input } => "input",
        { Place: { Part: NetworkPart.Stem } } => "stem",
        { Place: { Part: NetworkPart.Stage, Stage: var stage } } => $"stages.{stage}",
        { Place: { Part: NetworkPart.Neck } } => "neck",
        { Place: { Part: NetworkPart.Head } } => "head",
        _ => "other",
    };

    private ImmutableArray<MemPart> Group(Func<LoweredOperation, string> key) =>
        [.. Lowered.Operations.Zip(Operations)
            .GroupBy(pair => key(pair.First))
            .Select(g => new MemPart(g.Key, g.Count(), g.Aggregate(default(MemTimes), (sum, pair) => sum + pair.Second)))
            .OrderByDescending(part => part.Times.TotalMs - part.Times.MatrixMs)];
}
