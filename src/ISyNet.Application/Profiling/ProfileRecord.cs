using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Mem;

namespace ISyNet.Application.Profiling;

/// <summary>One network at one batch on one device, as <c>isynet profile --json</c> prints it.</summary>
public sealed record ProfileRecord(
    string Network, string Device, string Model, int Batch, double LatencyMs, double LatencyMsPerImage, double? LowMs, double? HighMs,
    double LaunchMs, double Mem, double AchievedMem, long Params, long Macs, Shape Input,
    ImmutableArray<string> Notes, ImmutableArray<ProfileLayer> Layers)
{
    private const int MostSlowest = 5;

    /// <summary>The slowest layers and why, equal ones as one, the largest sum first; at most five.</summary>
    public ImmutableArray<SlowLayer> Slowest { get; init; } = [];

    /// <summary>The latency by kind of reason, the largest part first; the parts add up to 1.</summary>
    public ImmutableArray<AdviceReason> Reasons { get; init; } = [];

    /// <summary>The profile of a predicted cost.</summary>
    public static ProfileRecord FromCost(NetworkCost cost, ImmutableArray<string> notes, ILatencyModel model)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(model);
        var network = cost.Lowered.Network;
        var efficiency = cost.Efficiency;
        // The band was measured with these models and does not hold for others.
        var banded = model is ClosedFormModel or KernelModel;
        var explained = NetworkAdvice.Explain(cost);
        return new ProfileRecord(
            network.Name, model.Device.Name, model.Name, cost.Batch, cost.LatencyMs, cost.LatencyMsPerImage,
            banded ? cost.LowMs : null, banded ? cost.HighMs : null,
            cost.LaunchMs, efficiency.Mem, cost.MatrixUtilisation, network.TotalParams, network.TotalMacs, network.Input, notes,
            [.. cost.Operations.Zip(efficiency.Operations, (operation, times) => ProfileLayer.FromCost(cost.Lowered, operation, times))])
        {
            Slowest =
            [
                .. explained.Groups.Where(group => group.LatencyMs > 0).Take(MostSlowest)
                    .Select(group => new SlowLayer(group.Name, group.What, group.Operations.Length, group.LatencyMs, group.Share, group.Reason)),
            ],
            Reasons = AdviceReason.FromAdvice(explained),
        };
    }
}

/// <summary>Equal layers under the name of the slowest of them. The time is the sum for the whole batch, the share its part of the latency, 0 to 1.</summary>
public sealed record SlowLayer(string Name, string What, int Count, double LatencyMs, double Share, string Reason);

/// <summary>
/// One fused operation. Macs and params are those of the layers it covers (MACs per image); times and traffic are for the whole batch.
/// </summary>
public sealed record ProfileLayer(
    string Name, string Kind, string What, string Class, ImmutableArray<Shape> Inputs, Shape Output, long Params, long Macs,
    double TrafficBytes, double CacheBytes, double ExternalBytes, double LatencyMs, double MatrixMs, double VectorMs, double CacheMs,
    double ExternalMs, double OverheadMs, string Bound, double Utilisation, double Mem, ImmutableArray<string> Covers)
{
    internal static ProfileLayer FromCost(LoweredNetwork lowered, OperationCost cost, MemTimes times)
    {
        var operation = cost.Operation;
        return new ProfileLayer(
            operation.Name, operation.Kind, lowered.Describe(operation), operation.Class.ToString(), [.. operation.Inputs.Select(i => i.Shape)], operation.Output,
            operation.Params, operation.Macs, cost.CacheBytes + cost.ExternalBytes, cost.CacheBytes, cost.ExternalBytes,
            cost.LatencyMs, cost.MatrixMs, cost.VectorMs, cost.CacheMs, cost.ExternalMs, cost.OverheadMs,
            cost.Bound.Word(lowered.Device), cost.Utilisation, times.Mem,
            [.. operation.Layers.Select(i => lowered.Network.Layers[i].Name)]);
    }
}
