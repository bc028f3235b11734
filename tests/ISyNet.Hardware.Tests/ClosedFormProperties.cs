using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Mem;

namespace ISyNet.Hardware.Tests;

public sealed class ClosedFormProperties
{
    private static readonly Gen<Device> Devices = Gen.OneOf([.. DeviceCatalog.Names.Select(n => DeviceCatalog.Find(n)!)]);

    private static readonly Gen<Func<Device, Device>> BetterDevices = Gen.Select(Gen.Int[0, 7], Gen.OneOf(1.5, 2.0, 4.0))
        .Select<int, double, Func<Device, Device>>((part, factor) => device => Better(device, part, factor));

    [Fact, Trait("Category", Property.Category)]
    public void A_device_with_more_of_anything_is_never_slower() => Gen.Select(RandomArchitectures.All, Devices, BetterDevices, Gen.Int[1, 33]).ForAll(
        (architecture, device, better, batch) =>
        {
            var network = architecture.Build();
            Assert.InRange(Ms(better(device), network, batch), 0, Ms(device, network, batch) * (1 + 1e-9));
        }, cases: 400);

    [Fact, Trait("Category", Property.Category)]
    public void A_larger_batch_takes_longer() => Gen.Select(RandomArchitectures.All, Devices, Gen.Int[1, 40]).ForAll(
        (architecture, device, batch) =>
        {
            var network = architecture.Build();
            Assert.True(Ms(device, network, batch) < Ms(device, network, batch + 1));
        }, cases: 300);

    [Fact, Trait("Category", Property.Category)]
    public void More_work_at_equal_shapes_is_never_faster() => Gen.Select(Devices, Gen.Int[1, 20], Gen.OneOf(1, 2, 7, 14, 28), Gen.Int[1, 96], Gen.Int[1, 96]).ForAll(
        (device, batch, side, inner, more) =>
        {
            foreach (var kernel in (ReadOnlySpan<int>)[1, 3])
            {
                // Through an inner width, so that input and output keep their shapes.
                var narrow = Ms(device, Pair(side, inner, kernel), batch);
                Assert.True(Ms(device, Pair(side, inner + more, kernel), batch) >= narrow * (1 - 1e-9));
                Assert.True(Ms(device, Pair(side, inner, kernel + 2), batch) >= narrow * (1 - 1e-9));
            }
        }, cases: 500);

    [Fact]
    public void Cost_steps_every_16_channels_on_ascend310()
    {
        var device = DeviceCatalog.Find("ascend310")!;
        double[] costs = [.. Enumerable.Range(1, 64).Select(c => Ms(device, Pair(28, c, 3), 16))];
        for (var c = 1; c < costs.Length; c++)
        {
            if (c % 16 == 0)
                Assert.True(costs[c] > costs[c - 1] * 1.001, $"{c} to {c + 1} channels");
            else
                Assert.Equal(costs[c - 1], costs[c], 12);
        }
    }

    [Fact, Trait("Category", Property.Category)]
    public void Costs_of_parts_add_up_to_the_whole_network() => Gen.Select(RandomArchitectures.All, Devices, Gen.OneOf(1, 3, 16)).ForAll(
        (architecture, device, batch) =>
        {
            var model = new ClosedFormModel(device);
            var costs = new PartwiseModel(model, batch);
            var network = architecture.Build();
            var latency = model.Predict(network, batch);
            var mem = MatrixEfficiency.FromNetwork(latency.Lowered, batch);
            foreach (var cost in (ReadOnlySpan<NetworkTotals>)[costs.Predict(architecture), costs.Predict(architecture)])
            {
                if (!(Math.Abs((cost.LatencyMs / latency.LatencyMs) - 1) < 1e-9 && Math.Abs(cost.Mem - mem.Mem) < 1e-9
                    && cost.Params == network.TotalParams && cost.Macs == network.TotalMacs))
                    throw new InvalidOperationException($"{cost} but {latency.LatencyMs}, {mem.Mem}, {network.TotalParams}, {network.TotalMacs}: {architecture} {string.Join(' ', architecture.Stages)}");
            }
        }, cases: 300);

    [Fact]
    public void A_part_that_was_seen_before_costs_no_allocation()
    {
        var costs = new PartwiseModel(new ClosedFormModel(DeviceCatalog.Find("ascend310")!), 16);
        var architecture = ModelZoo.Find("ISyNet-N3")!;
        // Twice: the first look-up that finds a part makes the comparer of its key.
        costs.Predict(architecture);
        costs.Predict(architecture);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            costs.Predict(architecture);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 0);
    }

    private static double Ms(Device device, Network network, int batch) => new ClosedFormModel(device).Predict(network, batch).LatencyMs;

    private static Network Pair(int side, int inner, int kernel)
    {
        var builder = new NetworkBuilder("pair");
        var layer = builder.Input(Shape.Map(32, side, side));
        layer = builder.Add("first", new Conv(inner, Window.Square(kernel)), layer);
        builder.Add("second", new Conv(32, Window.Square(kernel)), layer);
        return builder.Build();
    }

    private static Device Better(Device device, int part, double factor) => part switch
    {
        0 => device with { Cores = device.Cores * (int)Math.Ceiling(factor) },
        1 => device with { ClockMHz = device.ClockMHz * factor },
        2 => device with { Vector = device.Vector with { BytesPerCycle = (int)(device.Vector.BytesPerCycle * factor) } },
        3 => device with { Cache = device.Cache with { CapacityBytes = (long)(device.Cache.CapacityBytes * factor) } },
        4 => device with { Cache = device.Cache with { ReadBytesPerCycle = device.Cache.ReadBytesPerCycle * factor, WriteBytesPerCycle = device.Cache.WriteBytesPerCycle * factor } },
        5 => device with { External = device.External with { ReadGBps = device.External.ReadGBps * factor, WriteGBps = device.External.WriteGBps * factor } },
        6 => device with { Local = device.Local is { } local ? local with { StagingBytes = (long)(local.StagingBytes * factor) } : null },
        _ => device with { Constants = device.Constants with { OperationOverheadUs = device.Constants.OperationOverheadUs / factor } },
    };
}
