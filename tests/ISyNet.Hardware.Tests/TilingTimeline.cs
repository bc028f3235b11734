using System.Text.Json;
using CsCheck;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Tests;

/// <summary>The timeline and its trace file.</summary>
public class TilingTimeline
{
    [Fact, Trait("Category", Property.Category)]
    public void No_unit_does_two_things_at_once_and_all_work_is_within_its_operation() =>
        Gen.Select(TilingNetworks.Networks, TilingNetworks.Improvements, Gen.Int[1, 9]).ForAll((network, improvement, batch) =>
        {
            TileSchedule schedule;
            try
            {
                schedule = new TileScheduleModel(improvement.Device).Schedule(network, batch);
            }
            catch (DeviceException)
            {
                return;
            }

            foreach (var unit in Timeline.Create(schedule).GroupBy(span => (span.Core, span.Unit)))
            {
                var free = 0.0;
                foreach (var span in unit)
                {
                    Assert.True(span.StartMs >= free - 1e-9, $"{span} starts before {free}");
                    Assert.True(span.EndMs >= span.StartMs - 1e-9);
                    free = span.EndMs;
                    if (span.Unit == TimelineUnit.External)
                        continue;
                    var scheduled = schedule.Operations.Single(o => o.Operation.Name == span.Name);
                    Assert.True(span.StartMs >= scheduled.StartMs - 1e-9 && span.EndMs <= scheduled.EndMs + 1e-9);
                }
            }

            Assert.Equal(schedule.Cost.LatencyMs, Timeline.Create(schedule).Max(span => span.EndMs), tolerance: 1e-9);
        }, cases: 40);

    [Fact]
    public void The_trace_is_JSON_with_every_unit_of_every_core()
    {
        var schedule = new TileScheduleModel(DeviceCatalog.Find("ascend310")!).Schedule(ModelZoo.Find("ResNet-50")!.Build(), 16);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            ChromeTrace.Save(schedule, path);
            using var trace = JsonDocument.Parse(File.ReadAllBytes(path));
            var events = trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
            var names = events.Where(e => e.GetProperty("ph").GetString() == "M").Select(e => e.GetProperty("args").GetProperty("name").GetString());
            Assert.Superset(
                new HashSet<string?> { "memory", "core 0", "core 1", "DDR to L2", "load from L2", "feed (L1 to L0)", "matrix", "vector", "store to L2" },
                names.ToHashSet());
            var spans = events.Where(e => e.GetProperty("ph").GetString() == "X").ToList();
            Assert.Equal(Timeline.Create(schedule).Count(), spans.Count);
            Assert.Equal(schedule.Cost.LatencyMs * 1e3, spans.Max(e => e.GetProperty("ts").GetDouble() + e.GetProperty("dur").GetDouble()), tolerance: 1e-3);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Many_cores_and_items_do_not_make_an_endless_trace()
    {
        var device = DeviceCatalog.Find("ascend310")! with { Cores = 512 };
        var schedule = new TileScheduleModel(device, maxTilings: 50).Schedule(ModelZoo.Find("ResNet-50")!.Build(), 512);
        Assert.InRange(Timeline.Create(schedule).Count(), 1, Timeline.MaxSpans * 11 / 10);
    }
}
