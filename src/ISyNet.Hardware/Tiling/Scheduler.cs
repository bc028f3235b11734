using System.Collections.Immutable;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Puts the operations of a network one after another. External memory is a channel of its own that serves weights and
/// activations in the order of the operations; weights may come as early as the cache has room for them. Every time is a
/// maximum or a sum of earlier times and durations, so nothing that gets faster makes the whole slower.
/// </summary>
internal sealed class Scheduler(FusedNetwork fused, int batch, UnitRates rates, MatrixPlanner planner)
{
    private readonly Dictionary<MatrixGeometry, ImmutableArray<OperationPlan>> _planned = [];
    private readonly CostConstants _constants = rates.Device.Constants;
    private readonly int _bytes = rates.Device.Precision.Bytes;

    public TileSchedule Run()
    {
        var launchMs = _constants.NetworkOverheadUs * 1e-3;
        var overheadMs = _constants.OperationOverheadUs * 1e-3;
        var scheduled = ImmutableArray.CreateBuilder<ScheduledOperation>(fused.Operations.Length);
        var latencies = ImmutableArray.CreateBuilder<OperationLatency>(fused.Operations.Length);
        double end = launchMs, channel = launchMs;
        var window = new PrefetchWindow((1 - _constants.CacheShare) * rates.Device.Cache.CapacityBytes, launchMs);
        foreach (var operation in fused.Operations)
        {
            if (operation.IsFree)
            {
                scheduled.Add(ScheduledOperation.Free(operation, end));
                latencies.Add(new OperationLatency(operation, batch, 0, 0, 0, 0, 0, 0, 0, 0));
                continue;
            }

            var traffic = Traffic(operation);
            var begin = end;
            var start = begin + overheadMs;
            var weightsStart = Math.Max(channel, window.Open(traffic.WeightBytes, begin));
            var weightsEnd = weightsStart + (traffic.WeightBytes * rates.ExternalReadMsPerByte);
            channel = Math.Max(weightsEnd, start) + traffic.ActivationMs;
            var plan = Plans(operation, traffic.ActivationMs).MinBy(p => Math.Max(start + p.BodyMs, weightsEnd + p.RestMs))!;
            end = Math.Max(Math.Max(start + plan.BodyMs, weightsEnd + plan.RestMs), channel);
            window.Close(traffic.WeightBytes, end);
            scheduled.Add(new ScheduledOperation
            {
                Operation = operation,
                Tiling = plan.Tiling,
                StartMs = start,
                EndMs = end,
                WeightsStartMs = weightsStart,
                WeightsEndMs = weightsEnd,
                ExternalEndMs = channel,
                Times = plan.Times,
                CoreLoads = Loads(operation, plan),
            });
            latencies.Add(Latency(operation, plan, traffic, overheadMs, end - begin));
        }

        return new TileSchedule(new NetworkLatency(fused, batch, launchMs, latencies.MoveToImmutable()), scheduled.MoveToImmutable());
    }

    private ImmutableArray<OperationPlan> Plans(FusedOp operation, double externalMs)
    {
        if (operation.Matrix is not { } work)
            return [VectorPlanner.Plan(operation, batch, rates, externalMs)];
        var geometry = MatrixGeometry.Of(operation, work, fused, batch, rates, externalMs);
        if (!_planned.TryGetValue(geometry, out var plans))
            _planned[geometry] = plans = planner.Plans(operation.Name, geometry);
        return plans;
    }

    private ImmutableArray<double> Loads(FusedOp operation, OperationPlan plan) => plan.Tiling is { } tiling
        ? CoreLoads.Of(MatrixGeometry.Of(operation, operation.Matrix!, fused, batch, rates, 0), tiling.Split)
        : CoreLoads.Loads(VectorPlanner.Pieces(operation, batch, rates.Device), rates.Device.Cores);

    private ExternalTraffic Traffic(FusedOp operation)
    {
        double read = 0, written = operation.OutputElements * (double)batch * _bytes;
        foreach (var tensor in operation.Inputs)
        {
            var missed = tensor.Producer < 0 ? 1 : rates.Missed(tensor.ReuseElements * (double)batch * _bytes);
            read += tensor.Elements * (double)batch * _bytes * missed;
        }

        written *= written > 0 ? rates.Missed(written) : 0;
        return new ExternalTraffic(
            operation.WeightElements * (double)_bytes, read + written, (read * rates.ExternalReadMsPerByte) + (written * rates.ExternalWriteMsPerByte));
    }

    private OperationLatency Latency(FusedOp operation, OperationPlan plan, ExternalTraffic traffic, double overheadMs, double totalMs)
    {
        var parts = plan.Times.Parts(_constants.ExposedFraction);
        var waitedMs = totalMs - overheadMs - plan.BodyMs;
        var elements = operation.InputElements + operation.OutputElements + Math.Max(0, operation.MovedElements - operation.InputElements);
        return new OperationLatency(
            operation, batch, parts.MatrixMs, parts.VectorMs, parts.CacheMs, parts.ExternalMs + waitedMs, overheadMs,
            (elements * (double)batch * _bytes) + traffic.WeightBytes, traffic.ActivationBytes + traffic.WeightBytes,
            operation.Macs * (double)batch / (totalMs * 1e-3) / rates.Device.PeakMacsPerSecond);
    }

    private readonly record struct ExternalTraffic(double WeightBytes, double ActivationBytes, double ActivationMs);
}
