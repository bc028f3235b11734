using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tests;

/// <summary>What is slow in a network, and what changes would save.</summary>
public sealed class AdviceTests
{
    private static readonly Device Ascend = DeviceCatalog.Find("ascend310")!;

    /// <summary>Every network of the zoo, at small and large batches, on devices of each kind.</summary>
    public static TheoryData<string, string, int> Cases =>
        new(from network in ModelZoo.Names from device in (string[])["ascend310", "tpu-128", "h100", "cpu-core"] from batch in (int[])[1, 16] select (network, device, batch));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shares_add_up_every_reason_is_given_and_every_change_is_worth_its_line(string name, string deviceName, int batch)
    {
        var device = DeviceCatalog.Find(deviceName)!;
        var advice = NetworkAdvice.Create(device, ModelZoo.Find(name)!.Build(), batch, TestContext.Current.CancellationToken);
        Assert.Equal(1, advice.Slowest.Sum(d => d.Share) + (advice.Cost.LaunchMs / advice.Cost.LatencyMs), 1e-9);
        Assert.Equal(advice.Slowest.OrderByDescending(d => d.Share).Select(d => d.Share), advice.Slowest.Select(d => d.Share));
        Assert.All(advice.Slowest, d => Assert.Matches("^[^ ].*[a-z0-9%]\\)?$", d.Reason));
        Assert.All(advice.Changes, change =>
        {
            Assert.True(change.SavedShare >= NetworkAdvice.LeastSaving || (change.After.Params > change.Before.Params && change.SavedShare >= -NetworkAdvice.MostForCapacity), change.What);
            Assert.Equal(advice.Cost.LatencyMsPerImage - change.SavedMsPerImage, change.After.LatencyMsPerImage, 1e-12);
        });
    }

    // Of the same architecture without its gates, built by hand: the advice must find that very network.
    [Fact]
    public void Without_gates_a_network_costs_what_one_built_without_them_costs()
    {
        var gated = ModelZoo.Find("MobileNetV3-Large")!;
        var plain = gated with { Stages = [.. gated.Stages.Select(stage => stage with { Block = stage.Block is InvertedBlock block ? block with { SqueezeRatio = 0 } : stage.Block })] };
        Assert.NotEqual(gated.Build().TotalParams, plain.Build().TotalParams);
        var change = Assert.Single(NetworkAdvice.Create(Ascend, gated.Build(), 16, TestContext.Current.CancellationToken).Changes, c => c.Kind == ChangeKind.Gates);
        var built = new ClosedFormModel(Ascend).Predict(plain.Build(), 16, TestContext.Current.CancellationToken).Totals;
        Assert.Equal(built, change.After);
    }

    // Loading the operand of a group is free on this device, so that the change is worth its line.
    [Fact]
    public void Groups_of_a_block_cost_what_a_network_built_with_them_costs()
    {
        var device = Ascend with { Constants = Ascend.Constants with { GroupLoadCycles = 0 } };
        var change = Assert.Single(NetworkAdvice.Create(device, Small(groups: 64), 16, TestContext.Current.CancellationToken).Changes, c => c.What == "groups of 16 channels in place of depthwise convolutions");
        Assert.Equal(new ClosedFormModel(device).Predict(Small(groups: 4), 16, TestContext.Current.CancellationToken).Totals, change.After);
    }

    [Fact]
    public void Channels_that_do_not_fill_a_block_are_named_and_the_outputs_keep_theirs()
    {
        var builder = new NetworkBuilder("uneven");
        var map = builder.AddConv("a", builder.Input(Shape.Map(256, 28, 28)), 24, Window.Square(3), ActivationKind.Relu);
        builder.Add("classes", new Conv(10, Window.Square(1)), map);
        var advice = NetworkAdvice.Create(Ascend, builder.Build(), 16, TestContext.Current.CancellationToken);
        Assert.Contains(advice.Changes, change => change.What == "channels up to whole blocks of 16 (24 to 32)" && change.After.Params == (256 * 32 * 9) + 64 + (32 * 10));
        Assert.DoesNotContain(advice.Changes, change => change.What.Contains("10 to 16", StringComparison.Ordinal));
        Assert.Contains("24 output channels fill tiles of 16 to 75 %", advice.Slowest.Single(d => d.Cost.Operation.Name == "a.conv").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_depthwise_convolution_on_the_matrix_unit_is_said_to_waste_it()
    {
        var advice = NetworkAdvice.Create(Ascend, Small(groups: 64), 16, TestContext.Current.CancellationToken);
        Assert.Equal("matrix unit: groups of 1 channel share blocks of 16: 6 % of the products count", advice.Slowest.Single(d => d.Cost.Operation.Class == OpClass.DepthwiseConv).Reason);
    }

    private static Network Small(int groups)
    {
        var builder = new NetworkBuilder("small");
        var map = builder.AddConv("a", builder.Input(Shape.Map(16, 28, 28)), 64, Window.Square(3), ActivationKind.Relu);
        builder.AddConv("b", map, 64, Window.Square(3), ActivationKind.Relu, groups);
        return builder.Build();
    }
}
