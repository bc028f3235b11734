using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;

namespace ISyNet.Predictors.Tests;

public sealed class ShippedH100Tests
{
    private static readonly Device H100 = DeviceCatalog.Find("h100")!;

    [Fact]
    public void Networks_left_out_are_within_the_goal()
    {
        var left = H100.Kernels!.Provenance.NetworkLeftOut!;
        Assert.Equal(205, left.Rows);
        Assert.InRange(left.MapePercent, 0, 10);
        Assert.InRange(left.Within10Percent, 72, 100);
        Assert.InRange(left.KendallTau, 0.9, 1);
    }

    [Fact]
    public void Measured_networks_are_predicted_in_their_order()
    {
        var model = LatencyModel.Create(H100);
        Assert.Equal("kernels", model.Name);
        var measured = MeasuredFiles.Networks.Where(m => m.Batch == 16).ToArray();
        var predicted = measured.Select(m => model.Predict(MeasuredFiles.Load(m.Network), 16).LatencyMs).ToArray();
        Assert.InRange(measured.Zip(predicted, (m, p) => Math.Abs((p / m.LatencyMs) - 1)).Average(), 0, 0.06);
        Assert.InRange(RankCorrelation.KendallTau(predicted, [.. measured.Select(m => m.LatencyMs)]), 0.93, 1);
    }

    [Theory]
    [InlineData("ResNet-50")]
    [InlineData("MobileNetV2")]
    [InlineData("ISyNet-N3")]
    [InlineData("EfficientNet-B0")]
    public void Part_by_part_a_network_costs_what_it_costs_whole(string name)
    {
        var architecture = ModelZoo.Find(name)!;
        var model = new KernelModel(H100);
        var whole = model.Predict(architecture.Build(), 16);
        Assert.Equal(whole.LatencyMs, new PartwiseModel(model, 16).Predict(architecture).LatencyMs, 1e-9);
        Assert.Equal(whole.LatencyMs, whole.Operations.Sum(o => o.LatencyMs), 1e-9);
        Assert.InRange(whole.LowMs!.Value, 0, whole.LatencyMs);
        Assert.InRange(whole.HighMs!.Value, whole.LatencyMs, double.MaxValue);
    }

    [Fact]
    public void Kernels_of_another_precision_are_not_used()
    {
        var other = H100 with { Precisions = [H100.Precision with { Name = "int8" }] };
        Assert.Equal("closed", LatencyModel.Create(other).Name);
        Assert.Contains("fp16", Assert.Throws<DeviceException>(() => new KernelModel(other)).Message, StringComparison.Ordinal);
    }
}
