using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tiling;

/// <summary>
/// Puts the operations of a network one after another. External memory is a channel of its own that serves weights and
/// activations in the order of the operations; weights may come as early as the cache has room for them. Every time is a
/// maximum or a sum of earlier times and durations, so nothing that gets faster makes the whole slower.
/// </summary>
internal sealed class Scheduler(LoweredNetwork lowered, int batch, UnitRates rates, MatrixPlanner planner)
{
    private readonly Dictionary<MatrixGeometry, ImmutableArray<OperationPlan>> _planned = [];
    private readonly DeviceConstants _constants = rates.Device.Constants;
    private readonly int _bytes = rates.Device.Precision.Bytes;

    public TileSchedule Run()
    {
        var launchMs = _constants.NetworkOverheadUs * 1e-3;
        var overheadMs = _constants.OperationOverheadUs * 1e-3;
        var scheduled = ImmutableArray.CreateBuilder<ScheduledOperation>(lowered.Operations.Length);
        var costs = ImmutableArray.CreateBuilder<OperationCost>(lowered.Operations.Length);
        double end = launchMs, channel = launchMs;
        var window = new PrefetchWindow((1 - _constants.CacheShare) * rates.Device.Cache.CapacityBytes, launchMs);
        foreach (var operation in lowered.Operations)
        {
            if (operation.IsFree)
            {
                scheduled.Add(ScheduledOperation.Free(operation, end));
                costs.Add(new OperationCost(operation, batch, 0));
                continue;
            }

            var traffic = ExternalTraffic.Count(operation, batch, rates.Device);
            var activationsMs = (traffic.ReadBytes * rates.ExternalReadMsPerByte) + (traffic.WrittenBytes * rates.ExternalWriteMsPerByte);
            var begin = end;
            var start = begin + overheadMs;
            var weightsStart = Math.Max(channel, window.Open(traffic.WeightBytes, begin));
            var weightsEnd = weightsStart + (traffic.WeightBytes * rates.ExternalReadMsPerByte);
            channel = Math.Max(weightsEnd, start) + activationsMs;
            var plan = Plans(operation, activationsMs).MinBy(p => Math.Max(start + p.BodyMs, weightsEnd + p.RestMs))!;
            end = Math.Max(Math.Max(start + plan.BodyMs, weightsEnd + plan.RestMs), channel);
            end += _constants.ExternalExposed * Math.Min(plan.BodyMs, activationsMs + (traffic.WeightBytes * rates.ExternalReadMsPerByte));
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
            costs.Add(Cost(operation, plan, traffic, overheadMs, end - begin));
        }

        return new TileSchedule(new NetworkCost(lowered, batch, launchMs, costs.MoveToImmutable()), scheduled.MoveToImmutable());
    }

    private ImmutableArray<OperationPlan> Plans(LoweredOperation operation, double externalMs)
    {
        if (operation.Matrix is not { } work)
            return [VectorPlanner.Plan(operation, batch, rates, externalMs)];
        var geometry = MatrixGeometry.Create(operation, work, lowered, batch, rates, externalMs);
        if (!_planned.TryGetValue(geometry, out var plans))
            _planned[geometry] = plans = planner.Plans(operation.Name, geometry);
        return plans;
    }

    private ImmutableArray<double> Loads(LoweredOperation operation, OperationPlan plan) => plan.Tiling is { } tiling
        ? CoreLoads.Split(MatrixGeometry.Create(operation, operation.Matrix!, lowered, batch, rates, 0), tiling.Split)
        : CoreLoads.Loads(VectorPlanner.Pieces(operation, batch, rates.Device), rates.Device.Cores);

    private OperationCost Cost(LoweredOperation operation, OperationPlan plan, ExternalTraffic traffic, double overheadMs, double totalMs)
    {
        var parts = plan.Times.Parts(_constants.ExposedFraction);
        var waitedMs = totalMs - overheadMs - plan.BodyMs;
        var elements = operation.InputElements + operation.OutputElements + Math.Max(0, operation.MovedElements - operation.InputElements);
        return new OperationCost(operation, batch, parts.MatrixMs, parts.VectorMs, parts.CacheMs, parts.ExternalMs + waitedMs, overheadMs)
        {
            CacheBytes = (elements * (double)batch * _bytes) + traffic.WeightBytes,
            ExternalBytes = traffic.Bytes,
        }.Against(rates.Device.PeakMacsPerSecond);
    }
}
