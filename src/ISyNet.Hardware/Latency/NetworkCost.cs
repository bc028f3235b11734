using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Mem;

namespace ISyNet.Hardware.Latency;

/// <summary>The prediction of a latency model for one batch of a network.</summary>
/// <param name="Lowered">The network as the device runs it.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="LaunchMs">Milliseconds beyond the operations, once per batch: the launch, and weights that the cache cannot keep for the next run.</param>
/// <param name="Operations">The split, in the order in which they run.</param>
public sealed record NetworkCost(LoweredNetwork Lowered, int Batch, double LaunchMs, ImmutableArray<OperationCost> Operations)
{
    /// <summary>Milliseconds for the whole batch: the launch and the sum of the operations.</summary>
    public double LatencyMs => LaunchMs + Operations.Sum(o => o.LatencyMs);

    /// <summary>Milliseconds per image.</summary>
    public double LatencyMsPerImage => LatencyMs / Batch;

    /// <summary>The range in which measurements of other networks lay, as multiples of their predictions; null if the model was never fitted at this precision.</summary>
    public LatencyBand? Band { get; init; }

    /// <summary>Why the prediction is less certain than the device's errors say, one sentence each: what the device says of itself (<see cref="Device.Caveats"/>), and a kind of operation that was never measured.</summary>
    public ImmutableArray<string> Caveats
    {
        get => [.. Lowered.Device.Caveats, .. field];
        init;
    } = [];

    /// <summary>The latency above which nine of ten networks outside of the calibration were measured; null without a calibration.</summary>
    public double? LowMs => LatencyMs * Band?.Low;

    /// <summary>The latency below which nine of ten networks outside of the calibration were measured; null without a calibration.</summary>
    public double? HighMs => LatencyMs * Band?.High;

    /// <summary>Achieved part of the peak matrix rate: multiply-accumulates / latency / peak, 0 to 1. MEM estimates it without predicted times.</summary>
    public double MatrixUtilisation => Lowered.Network.TotalMacs * (double)Batch / (LatencyMs * 1e-3) / Lowered.Device.PeakMacsPerSecond;

    /// <summary>MEM of the network and its parts at this batch. It does not use the predicted times.</summary>
    public MatrixEfficiency Efficiency => MatrixEfficiency.FromNetwork(Lowered, Batch);

    /// <summary>The sums alone.</summary>
    public NetworkTotals Totals => new(Batch, LatencyMs, Efficiency.Times, Lowered.Network.TotalParams, Lowered.Network.TotalMacs);
}

/// <summary>Eight of ten measurements of kinds of networks outside of a fit lay between prediction times <paramref name="Low"/> and times <paramref name="High"/>.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="High">The upper bound.</param>
public sealed record LatencyBand(double Low, double High)
{
    /// <summary>The band of a network unlike those that were measured: twice as wide, as logarithms.</summary>
    public LatencyBand Widen() => new(Low * Low, High * High);
}
