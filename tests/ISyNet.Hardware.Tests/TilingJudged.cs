using System.Globalization;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Tests;

/// <summary>The schedule against a walk through its loops, and against the closed form, within the bounds that docs/tiling.md states.</summary>
public class TilingJudged
{
    [Fact, Trait("Category", Property.Category)]
    public void A_walk_through_the_loops_takes_as_long()
    {
        var ascend = DeviceCatalog.Find("ascend310")!;
        // Hidden work is not the subject here, nor are the cores or external memory.
        ascend = ascend with
        {
            Cores = 1,
            Constants = ascend.Constants with { ExposedFraction = 0 },
            External = ascend.External with { ReadGBps = 1e6, WriteGBps = 1e6 },
        };
        var shape = Gen.Select(Gen.Int[1, 400], Gen.Int[3, 60], Gen.Int[1, 400], Gen.OneOf(Gen.Const(1), Gen.Const(3), Gen.Const(5)), Gen.Int[1, 2]);
        var ratios = new List<double>();
        Gen.Select(shape, Gen.Int[1, 8], Gen.Double[0.2, 2]).ForAll((conv, batch, buffers) =>
        {
            var (channels, side, filters, kernel, stride) = conv;
            var builder = new NetworkBuilder("one");
            var input = builder.Input(Shape.Map(channels, side, side));
            builder.Add("relu", new Activation(ActivationKind.Relu), builder.Add("conv", new Conv(filters, Window.Square(kernel, stride)), input));
            var local = ascend.Local! with { StagingBytes = (long)(ascend.Local.StagingBytes * buffers), LeftBytes = (long)(ascend.Local.LeftBytes * buffers) };
            var device = ascend with { Local = local };
            if (Schedule(device, builder.Build(), batch) is not { } scheduled)
                return;

            var walked = TileWalk.Milliseconds(device, scheduled.Operation, scheduled.Tiling!.Value, batch);

            var ratio = (scheduled.EndMs - scheduled.StartMs) / walked;
            Assert.InRange(ratio, 0.75, 1.2);
            ratios.Add(ratio);
        }, cases: 150, ((152, 55, 397, 1, 2), 2, 0.2226));
        ratios.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"schedule over walk, {ratios.Count} products: mean {ratios.Average():F3}, least {ratios[0]:F2}, 5 % {ratios[ratios.Count / 20]:F2}, median {ratios[ratios.Count / 2]:F2}, 95 % {ratios[ratios.Count * 19 / 20]:F2}, most {ratios[^1]:F2}"));
        Assert.InRange(ratios.Average(), 0.95, 1.05);
    }

    // Bounds of the latency by the tile schedule over that by the closed form, which leaves out some paths of the assumed devices.
    [Theory]
    [InlineData("ascend310", 0.85, 1.15)]
    [InlineData("ascend310b1", 0.85, 1.15)]
    [InlineData("ascend310p3", 0.85, 1.3)]
    [InlineData("ascend910", 0.85, 1.2)]
    [InlineData("edge-npu", 0.95, 1.25)]
    [InlineData("tpu-128", 0.95, 1.4)]
    [InlineData("tpu-256", 0.95, 1.8)]
    public void The_closed_form_is_near(string name, double low, double high)
    {
        var device = DeviceCatalog.Find(name)!;
        foreach (var network in ModelZoo.Names.Select(n => ModelZoo.Find(n)!.Build()))
        {
            foreach (var batch in (int[])[1, 16])
            {
                var ratio = new TileScheduleModel(device).Predict(network, batch, TestContext.Current.CancellationToken).LatencyMs
                    / new ClosedFormModel(device).Predict(network, batch, TestContext.Current.CancellationToken).LatencyMs;
                Assert.True(ratio >= low && ratio <= high, $"{network.Name}, batch {batch}: {ratio:F2}");
            }
        }
    }

    [Fact]
    public void Every_device_with_buffers_has_bounds() => Assert.Equal(
        ["ascend310", "ascend310b1", "ascend310p3", "ascend910", "edge-npu", "tpu-128", "tpu-256"],
        DeviceCatalog.Names.Where(name => DeviceCatalog.Find(name)!.Local is not null).Order(StringComparer.Ordinal));

    private static ScheduledOperation? Schedule(Device device, Network network, int batch)
    {
        try
        {
            return new TileScheduleModel(device).Schedule(network, batch).Operations.Single(o => o.Operation.Matrix is not null);
        }
        catch (DeviceException)
        {
            return null; // The input rows of a single tile do not fit: nothing to walk.
        }
    }
}
