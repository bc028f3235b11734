using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tests;

public sealed class ClosedFormTests
{
    public static TheoryData<string> Devices => [.. DeviceCatalog.Names];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Every_device_costs_every_zoo_network_and_the_operations_add_up(string name)
    {
        var device = DeviceCatalog.Find(name)!;
        foreach (var network in ModelZoo.Names)
        {
            var latency = new ClosedFormModel(device).Predict(ModelZoo.Find(network)!.Build(), 16);
            Assert.True(double.IsFinite(latency.LatencyMs) && latency.LatencyMs > 0);
            Assert.Equal(latency.LatencyMs, latency.LaunchMs + latency.Operations.Sum(o => o.MatrixMs + o.VectorMs + o.CacheMs + o.ExternalMs + o.OverheadMs), 9);
            Assert.InRange(latency.MatrixUtilisation, 0.0001, 1);
            Assert.Equal(latency.Lowered.Network.TotalMacs, latency.Lowered.Operations.Sum(o => o.Macs));
            Assert.Equal(latency.Lowered.Network.TotalParams, latency.Lowered.Operations.Sum(o => o.Params));
        }
    }

    [Fact]
    public void ResNet18_fuses_into_one_operation_per_convolution()
    {
        var fused = NetworkLowering.Lower(ModelZoo.Find("ResNet-18")!.Build(), DeviceCatalog.Find("ascend310")!);
        Assert.Equal(20, fused.Operations.Count(o => o.Class == OpClass.Conv));
        Assert.DoesNotContain(fused.Operations, o => o.Class is OpClass.Elementwise or OpClass.Broadcast);
        Assert.Equal(24, fused.Operations.Length); // input, 20 convolutions, max-pool, global pool, linear
        Assert.Equal(8, fused.Operations.Count(o => o.Kind.Contains("add+relu", StringComparison.Ordinal)));
    }
}
