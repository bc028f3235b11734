using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware;

namespace ISyNet.Reports.Profiles;

/// <summary>One network at one batch on a device.</summary>
/// <param name="Name">Name of the network.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates per image.</param>
/// <param name="LatencyMs">Latency of the whole batch.</param>
/// <param name="Mem">MEM, between 0 and 1.</param>
/// <param name="AchievedMem">Share of the peak matrix rate that the latency amounts to, between 0 and 1.</param>
/// <param name="Layers">Its fused layers, in order of execution.</param>
public sealed record NetworkProfile(
    string Name, int Batch, long Params, long Macs, double LatencyMs, double Mem, double AchievedMem, ImmutableArray<LayerCost> Layers)
{
    /// <summary>What the reader must know, one sentence each: operators that are not known and how they were costed.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Latency per image.</summary>
    public double LatencyMsPerImage => LatencyMs / Batch;

    internal string Label => string.Create(CultureInfo.InvariantCulture, $"{Name}, batch {Batch}");

    /// <summary>What a latency model says of a network.</summary>
    public static NetworkProfile Of(NetworkLatency latency, ImmutableArray<string> notes = default)
    {
        ArgumentNullException.ThrowIfNull(latency);
        var network = latency.Fused.Network;
        return new NetworkProfile(
            network.Name, latency.Batch, network.TotalParams, network.TotalMacs, latency.LatencyMs,
            MatrixEfficiency.Of(latency.Fused, latency.Batch).Mem, latency.MatrixUtilisation, [.. latency.Operations.Select(LayerCost.Of)])
        {
            Notes = notes.IsDefault ? [] : notes,
        };
    }
}
