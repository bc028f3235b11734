namespace ISyNet.Hardware.Tiling;

/// <summary>A unit of the device that the timeline shows.</summary>
public enum TimelineUnit
{
    /// <summary>External memory to the cache: weights, and activations that the cache does not hold. Shared by all cores.</summary>
    External,

    /// <summary>Cache to the core (Ascend's MTE2).</summary>
    Load,

    /// <summary>Staging buffer to the matrix unit's operand buffers (MTE1: L1 to L0A and L0B).</summary>
    Feed,

    /// <summary>Matrix unit.</summary>
    Matrix,

    /// <summary>Vector unit.</summary>
    Vector,

    /// <summary>Core to the cache (MTE3).</summary>
    Store,
}

/// <summary>One unit at work on some items of one operation.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Core">The core; -1 for what the cores share.</param>
/// <param name="Unit">The unit.</param>
/// <param name="StartMs">From the start of the network.</param>
/// <param name="EndMs">From the start of the network; waits between the items in between included.</param>
/// <param name="Items">Items worked on.</param>
public readonly record struct TimelineSpan(string Name, int Core, TimelineUnit Unit, double StartMs, double EndMs, long Items);

/// <summary>The timeline of a schedule: spans of every unit, none of one unit and core overlapping another.</summary>
public static class Timeline
{
    /// <summary>About the most spans that are made; items are joined until they are no more, down to one span per operation and unit.</summary>
    public const int MaxSpans = 200_000;

    private const int MaxBars = 64;

    /// <summary>All spans, operation by operation.</summary>
    public static IEnumerable<TimelineSpan> Create(TileSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var device = schedule.Cost.Lowered.Device;
        var bars = Math.Clamp(MaxSpans / (5L * device.Cores * schedule.Operations.Length), 1, MaxBars);
        foreach (var scheduled in schedule.Operations)
        {
            foreach (var span in External(scheduled))
                yield return span;
            for (var core = 0; core < scheduled.CoreLoads.Length; core++)
            {
                var items = (long)Math.Ceiling(scheduled.Times.Items * scheduled.CoreLoads[core]);
                var step = Math.Max(1, (items + bars - 1) / bars);
                for (long first = 0; first < items; first += step)
                {
                    foreach (var span in Items(scheduled, core, first, Math.Min(step, items - first), device.Constants.ExposedFraction))
                        yield return span;
                }
            }
        }
    }

    private static IEnumerable<TimelineSpan> External(ScheduledOperation scheduled)
    {
        var name = scheduled.Operation.Name;
        if (scheduled.WeightsEndMs > scheduled.WeightsStartMs)
            yield return new TimelineSpan($"{name} weights", -1, TimelineUnit.External, scheduled.WeightsStartMs, scheduled.WeightsEndMs, 1);
        var start = Math.Max(scheduled.WeightsEndMs, scheduled.StartMs);
        if (scheduled.ExternalEndMs > start)
            yield return new TimelineSpan(name, -1, TimelineUnit.External, start, scheduled.ExternalEndMs, 1);
    }

    private static IEnumerable<TimelineSpan> Items(ScheduledOperation scheduled, int core, long first, long count, double exposed)
    {
        var times = scheduled.Times;
        var compute = times.Compute;
        var period = times.PeriodMs(exposed);
        // Work that must wait for its weights is drawn as late as it may run.
        var start = scheduled.EndMs - times.BodyMs(exposed) + Math.Max(times.FirstLoadMs, times.ExternalMs) + (first * period);
        var until = (count - 1) * period;
        var loadMs = first == 0 ? times.FirstLoadMs : times.LoadMs;
        yield return Span(TimelineUnit.Load, start - loadMs, start + until);
        if (compute.MatrixMs > 0)
        {
            var matrixMs = compute.TotalMs - compute.VectorBlockMs - compute.FeedStepMs;
            yield return Compute(TimelineUnit.Feed, 0, matrixMs + compute.FeedStepMs - compute.MatrixStepMs);
            yield return Compute(TimelineUnit.Matrix, compute.FeedStepMs, matrixMs);
        }

        yield return Compute(TimelineUnit.Vector, compute.FirstVectorMs, compute.TotalMs - compute.FirstVectorMs);
        var storeMs = first + count == times.Items ? times.LastStoreMs : times.StoreMs;
        yield return Span(TimelineUnit.Store, start + compute.TotalMs, start + until + compute.TotalMs + storeMs);

        // The first block may wait for its operands; in a later item the unit is done within a period.
        TimelineSpan Compute(TimelineUnit unit, double afterMs, double durationMs) =>
            Span(unit, start + afterMs, start + until + afterMs + (times.Items > 1 ? Math.Min(durationMs, period) : durationMs));

        TimelineSpan Span(TimelineUnit unit, double from, double to) => new(scheduled.Operation.Name, core, unit, from, to, count);
    }
}
