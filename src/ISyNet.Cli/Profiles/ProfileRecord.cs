using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware;

namespace ISyNet.Cli.Profiles;

/// <summary>One network at one batch on one device, as <c>isynet profile --json</c> prints it.</summary>
internal sealed record ProfileRecord(
    string Network, string Device, string Model, int Batch, double LatencyMs, double LatencyMsPerImage, double? LowMs, double? HighMs,
    double LaunchMs, double Mem, double AchievedMem, long Params, long Macs, Shape Input,
    ImmutableArray<string> Notes, ImmutableArray<ProfileLayer> Layers)
{
    public static ProfileRecord Of(NetworkLatency latency, ImmutableArray<string> notes, ILatencyModel model)
    {
        var network = latency.Fused.Network;
        var efficiency = MatrixEfficiency.Of(latency.Fused, latency.Batch);
        // The band was measured on the closed form: no other model may carry it.
        var banded = model is ClosedFormModel;
        return new ProfileRecord(
            network.Name, model.Device.Name, model.Name, latency.Batch, latency.LatencyMs, latency.LatencyMsPerImage,
            banded ? latency.LowMs : null, banded ? latency.HighMs : null,
            latency.LaunchMs, efficiency.Mem, latency.MatrixUtilisation, network.TotalParams, network.TotalMacs, network.Input, notes,
            [.. latency.Operations.Zip(efficiency.Operations, (operation, times) => ProfileLayer.Of(latency.Fused, operation, times))]);
    }
}

/// <summary>
/// One fused operation. Macs and params are those of the layers it covers (MACs per image); times and traffic are for the whole batch.
/// </summary>
internal sealed record ProfileLayer(
    string Name, string Kind, string Class, ImmutableArray<Shape> Inputs, Shape Output, long Params, long Macs,
    double TrafficBytes, double CacheBytes, double ExternalBytes, double LatencyMs, double MatrixMs, double VectorMs, double CacheMs,
    double ExternalMs, double OverheadMs, string Bound, double Utilisation, double Mem, ImmutableArray<string> Covers)
{
    public static ProfileLayer Of(FusedNetwork fused, OperationLatency latency, MemTimes times)
    {
        var operation = latency.Operation;
        return new ProfileLayer(
            operation.Name, operation.Kind, operation.Class.ToString(), [.. operation.Inputs.Select(i => i.Shape)], operation.Output,
            operation.Params, operation.Macs, latency.CacheBytes + latency.ExternalBytes, latency.CacheBytes, latency.ExternalBytes,
            latency.LatencyMs, latency.MatrixMs, latency.VectorMs, latency.CacheMs, latency.ExternalMs, latency.OverheadMs,
            latency.Bound.ToString(), latency.Utilisation, times.Mem,
            [.. operation.Layers.Select(i => fused.Network.Layers[i].Name)]);
    }
}
