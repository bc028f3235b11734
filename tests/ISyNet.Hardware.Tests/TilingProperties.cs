using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Tests;

/// <summary>What holds for every schedule, of any network on any device.</summary>
public class TilingProperties
{
    private const double Rounding = 1 + 1e-9;

    [Fact, Trait("Category", Property.Category)]
    public void Nothing_that_gets_better_makes_a_network_slower() =>
        Gen.Select(TilingNetworks.Networks, TilingNetworks.Improvements, Gen.Int[1, 5]).ForAll((network, improvement, batch) =>
        {
            if (Latency(improvement.Device, network, batch) is not { } before)
                return; // Not even single tiles fit: there is nothing to compare.
            var after = Latency(improvement.Better, network, batch);
            Assert.True(after <= before * Rounding, $"{improvement.What}: {before} ms became {after} ms");
        }, cases: 100);

    [Fact, Trait("Category", Property.Category)]
    public void A_larger_batch_never_takes_less_time() =>
        Gen.Select(TilingNetworks.Networks, TilingNetworks.Improvements, Gen.Int[1, 20], Gen.Int[1, 20]).ForAll((network, device, batch, more) =>
            Assert.True(Latency(device.Device, network, batch) is not { } small || small <= Latency(device.Device, network, batch + more) * Rounding), cases: 40);

    [Fact, Trait("Category", Property.Category)]
    public void Parts_add_up_and_operations_follow_one_another() =>
        Gen.Select(TilingNetworks.Networks, TilingNetworks.Improvements, Gen.Int[1, 9]).ForAll((network, improvement, batch) =>
        {
            if (Schedule(improvement.Device, network, batch) is not { } schedule)
                return;
            var time = schedule.Cost.LaunchMs;
            foreach (var (scheduled, latency) in schedule.Operations.Zip(schedule.Cost.Operations))
            {
                Assert.Equal(time + latency.OverheadMs, scheduled.StartMs, tolerance: 1e-9);
                time += latency.MatrixMs + latency.VectorMs + latency.CacheMs + latency.ExternalMs + latency.OverheadMs;
                Assert.Equal(time, scheduled.EndMs, tolerance: 1e-9);
                Assert.True(Math.Min(Math.Min(latency.MatrixMs, latency.VectorMs), Math.Min(latency.CacheMs, latency.ExternalMs)) >= -1e-12);
                Assert.True(scheduled.WeightsEndMs <= scheduled.EndMs * Rounding && scheduled.ExternalEndMs <= scheduled.EndMs * Rounding);
            }

            Assert.Equal(schedule.Cost.LatencyMs, time, tolerance: 1e-9);
        }, cases: 40);

    [Fact, Trait("Category", Property.Category)]
    public void Tiles_fit_the_buffers_twice_and_cover_the_product() =>
        Gen.Select(TilingNetworks.Networks, TilingNetworks.Improvements, Gen.Int[1, 9]).ForAll((network, improvement, batch) =>
        {
            var (device, unit) = (improvement.Device, improvement.Device.Precision.Matrix);
            if (unit.Dataflow != Dataflow.Cube || Schedule(device, network, batch) is not { } schedule)
                return;
            foreach (var scheduled in schedule.Operations.Where(o => o.Tiling is not null))
            {
                var (tiling, work) = (scheduled.Tiling!.Value, scheduled.Operation.Matrix!);
                var (operand, bytes) = (tiling.Operand, device.Precision.Bytes);
                long rows = operand.Rows * unit.Rows, depth = operand.Depth * unit.Depth, columns = operand.Columns * unit.Columns;
                Assert.True(2 * rows * depth * bytes <= device.Local!.LeftBytes);
                Assert.True(2 * depth * columns * bytes <= device.Local.RightBytes);
                Assert.True(2 * rows * columns * device.Precision.AccumulatorBytes <= device.Local.AccumulatorBytes);
                Assert.True(tiling.Staging.Depth * unit.Depth * tiling.Staging.Columns * unit.Columns * bytes <= device.Local.StagingBytes);
                Assert.True(tiling.Split.Cores <= device.Cores);
                Assert.True(tiling.Counts.Rows * tiling.Staging.Rows * tiling.Split.Rows >= work.RowTiles(unit.Rows, batch));
                Assert.True(tiling.Counts.Depth * tiling.Staging.Depth * unit.Depth >= work.K);
                Assert.True(tiling.Counts.Columns * tiling.Staging.Columns * tiling.Split.Columns * unit.Columns >= work.N);
            }
        }, cases: 40);

    [Fact]
    public void The_search_is_deterministic_and_more_of_it_is_never_worse()
    {
        var (network, device) = (ModelZoo.Find("ISyNet-N1")!.Build(), DeviceCatalog.Find("ascend310")!);
        var last = double.PositiveInfinity;
        foreach (var allowance in (int[])[1, 10, 100, 1000, 20_000])
        {
            var latency = new TileScheduleModel(device, allowance).Predict(network, 4).LatencyMs;
            Assert.Equal(latency, new TileScheduleModel(device, allowance).Predict(network, 4).LatencyMs);
            Assert.True(latency <= last);
            last = latency;
        }
    }

    [Fact]
    public void It_stops_when_told_to() =>
        Assert.Throws<OperationCanceledException>(() => new TileScheduleModel(DeviceCatalog.Find("ascend310")!)
            .Schedule(ModelZoo.Find("ResNet-18")!.Build(), 1, new CancellationToken(canceled: true)));

    [Fact]
    public void A_device_that_cannot_be_tiled_is_said()
    {
        var ascend = DeviceCatalog.Find("ascend310")!;
        var small = ascend with { Local = ascend.Local! with { RightBytes = 1000 } };
        var network = ModelZoo.Find("ISyNet-N0")!.Build();
        Assert.Contains("'gpu-roofline' has no field local", Assert.Throws<DeviceException>(() => new TileScheduleModel(DeviceCatalog.Find("gpu-roofline")!)).Message, StringComparison.Ordinal);
        Assert.Contains("local.rightBytes is 1000", Assert.Throws<DeviceException>(() => new TileScheduleModel(small).Predict(network, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("batch of 0", Assert.Throws<DeviceException>(() => new TileScheduleModel(ascend).Predict(network, 0)).Message, StringComparison.Ordinal);
    }

    private static double? Latency(Device device, Network network, int batch) => Schedule(device, network, batch)?.Cost.LatencyMs;

    private static TileSchedule? Schedule(Device device, Network network, int batch)
    {
        try
        {
            return new TileScheduleModel(device).Schedule(network, batch);
        }
        catch (DeviceException)
        {
            return null;
        }
    }
}
