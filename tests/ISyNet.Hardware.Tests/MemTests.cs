using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Mem;

namespace ISyNet.Hardware.Tests;

public sealed class MemTests
{
    private static readonly Device Ascend = DeviceCatalog.Find("ascend310")!;

    [Fact]
    public void The_worked_example_of_the_docs_is_right()
    {
        // One 3x3 convolution, 64 to 64 channels on 56x56, with batch norm and ReLU, batch 16: docs/mem.md.
        var builder = new NetworkBuilder("example");
        var layer = builder.Input(Shape.Map(64, 56, 56));
        layer = builder.Add("conv", new Conv(64, Window.Square(3)), layer);
        layer = builder.Add("bn", new BatchNorm(), layer);
        builder.Add("relu", new Activation(ActivationKind.Relu), layer);

        var times = MatrixEfficiency.FromNetwork(builder.Build(), Ascend, 16).Operations[1];

        Assert.Equal(115_605_504 / 5.57056e12 * 1e3, times.MatrixMs, 9); // 56*56*64*64*9 MACs
        Assert.Equal(200_704 / 174.08e9 * 1e3, times.VectorMs, 9); // 56*56*64 elements through one ReLU
        Assert.Equal((401_408 / 45.6e9 * 1e3) + (401_408 / 43.5e9 * 1e3), times.DataMs, 9); // 2 bytes each, in and out
        Assert.Equal(73_728 / 45.6e9 / 16 * 1e3, times.WeightMs, 9); // 64*64*9 weights
        Assert.Equal(0.5183, times.Mem, 0.0005);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Times_add_up_over_parts_and_mem_is_a_part_of_one() => Gen.Select(RandomArchitectures.All, Gen.Int[1, 64]).ForAll(
        (architecture, batch) =>
        {
            var efficiency = MatrixEfficiency.FromNetwork(architecture.Build(), Ascend, batch);
            Assert.True(efficiency.Mem is >= 0 and < 1);
            Assert.Equal(efficiency.Times.TotalMs, efficiency.ByStage.Sum(p => p.Times.TotalMs), 1e-9);
            Assert.Equal(efficiency.Times.TotalMs, efficiency.ByClass.Sum(p => p.Times.TotalMs), 1e-9);
            Assert.Equal(efficiency.Lowered.Operations.Length, efficiency.ByClass.Sum(p => p.Operations));
        }, cases: 300);

    [Fact]
    public void A_stage_is_told_by_places_and_not_by_names()
    {
        var network = ModelZoo.Find("ResNet-18")!.Build();
        var builder = new NetworkBuilder("renamed");
        foreach (var (i, layer) in network.Layers.Index())
            builder.Copy(layer with { Name = $"head.{i}" }, [.. layer.Inputs]);

        var parts = MatrixEfficiency.FromNetwork(network, Ascend, 16).ByStage;

        Assert.Equal(["input", "stem", "stages.0", "stages.1", "stages.2", "stages.3", "head"], parts.Select(p => p.Name));
        Assert.Equal(parts, MatrixEfficiency.FromNetwork(builder.Build(), Ascend, 16).ByStage);
    }

    [Fact]
    public void Layers_without_a_place_are_one_part()
    {
        var builder = new NetworkBuilder("foreign");
        builder.Add("stages.0.conv", new Conv(4, Window.Square(3)), builder.Input(Shape.Map(3, 8, 8)));
        builder.Add("head.conv", new Conv(4, Window.Square(3)), 1);
        Assert.Equal([("input", 1), ("other", 2)], MatrixEfficiency.FromNetwork(builder.Build(), Ascend, 16).ByStage.Select(p => (p.Name, p.Operations)));
    }

    [Fact]
    public void Spaces_rank_as_they_run_on_real_hardware()
    {
        double Mem(string name) => MatrixEfficiency.FromNetwork(ModelZoo.Find(name)!.Build(), Ascend, 16).Mem;
        Assert.True(Math.Min(Mem("ISyNet-N1"), Mem("ResNet-34")) > Mem("RegNetX-1.6GF"));
        Assert.True(Mem("RegNetX-1.6GF") > Mem("MobileNetV2"));
        Assert.True(Mem("MobileNetV2") > Mem("MobileNetV3-Large"));
    }

    [Fact]
    public void Mem_of_a_space_is_the_mean_with_its_interval()
    {
        Network[] networks = [.. new[] { "ISyNet-N0", "ISyNet-N1", "ISyNet-N2", "ISyNet-N3" }.Select(n => ModelZoo.Find(n)!.Build())];
        double[] values = [.. networks.Select(n => MatrixEfficiency.FromNetwork(n, Ascend, 16).Mem)];

        var space = SpaceMem.FromNetworks("family", networks, Ascend, 16, TestContext.Current.CancellationToken);

        Assert.Equal(values.Average(), space.Mean, 12);
        Assert.InRange(space.Mean, space.ConfidenceLow, space.ConfidenceHigh);
        Assert.Equal(space.Quantiles.Order(), space.Quantiles);
        Assert.InRange(space.Quantiles[2], values.Order().ElementAt(1), values.Order().ElementAt(2));
        Assert.Equal(1, space.Losses.Sum(l => l.LossShare), 9);
        Assert.Equal("conv", space.Losses[0].Class);
    }
}
