using ISyNet.Graph.Backbones;
using ISyNet.Graph.Zoo;

namespace ISyNet.Graph.Tests;

/// <summary>The features of the zoo's networks, against their published stage outputs.</summary>
public class BackboneFeatures
{
    [Fact]
    public void Every_network_of_the_zoo_at_224_gives_strides_4_to_32()
    {
        foreach (var name in ModelZoo.Names)
        {
            var architecture = ModelZoo.Find(name)!;
            if (architecture.Input.Height != 224)
                continue;
            var backbone = Backbone.FromNetwork(architecture.Build());
            foreach (var stride in new[] { 4, 8, 16, 32 })
                Assert.Equal(224 / stride, backbone[stride].Shape.Height);
            Assert.Equal(["c2", "c3", "c4", "c5"], backbone.At(4, 8, 16, 32).Features.Select(f => f.Name));
        }
    }

    [Theory] // channels of each stage: arXiv 1512.03385, table 1; the ISyNet release; arXiv 1801.04381, table 2 (before the last 1x1)
    [InlineData("ResNet-18", 64, 128, 256, 512)]
    [InlineData("ResNet-50", 256, 512, 1024, 2048)]
    [InlineData("ISyNet-N1", 32, 128, 128, 256)]
    [InlineData("MobileNetV2", 24, 32, 96, 320)]
    public void Channels_are_those_of_the_stages(string name, int c2, int c3, int c4, int c5)
    {
        var backbone = Backbone.FromNetwork(ModelZoo.Find(name)!.Build()).At(4, 8, 16, 32);
        Assert.Equal([c2, c3, c4, c5], backbone.Features.Select(f => f.Shape.Channels));
        Assert.Equal(backbone.Features.Select(f => f.LayerName), backbone.Network.Outputs.Select(o => backbone.Network.Layers[o].Name));
    }

    [Theory]
    [InlineData("ResNet-50")]
    [InlineData("RepVGG-A0")]
    public void A_network_without_our_names_gives_the_same_features(string name)
    {
        var network = ModelZoo.Find(name)!.Build();
        var builder = new NetworkBuilder("foreign");
        for (var i = 0; i < network.Layers.Length; i++)
            builder.AddShaped($"node_{i}", network.Layers[i].Op, network.Layers[i].Output, [.. network.Layers[i].Inputs]);
        Assert.Equal(
            Backbone.FromNetwork(network).At(4, 8, 16, 32).Features.Select(f => f.Shape),
            Backbone.FromNetwork(builder.Build()).At(4, 8, 16, 32).Features.Select(f => f.Shape));
    }

    [Fact]
    public void The_classifier_is_left_out_and_all_else_kept()
    {
        var network = ModelZoo.Find("ISyNet-N0")!.Build();
        var backbone = Backbone.FromNetwork(network).Network;
        var head = network.Layers.Where(l => l.Name.StartsWith("head", StringComparison.Ordinal)).ToArray();
        Assert.Equal(network.Layers.Length - head.Length, backbone.Layers.Length);
        Assert.Equal(network.TotalParams - head.Sum(network.Params), backbone.TotalParams);
        Assert.Equal(network.TotalMacs - head.Sum(network.Macs), backbone.TotalMacs);
    }

    [Fact]
    public void A_small_input_gives_the_strides_it_has()
    {
        var backbone = Backbone.FromNetwork(ModelZoo.Find("ResNet-20")!.For(new Shape(1, 28, 28), 10).Build());
        Assert.Equal([1, 2, 4], backbone.Features.Select(f => f.Stride));
        var odd = Backbone.FromNetwork(ModelZoo.Find("ResNet-18")!.For(new Shape(1, 28, 28), 10).Build());
        Assert.Equal([4, 8, 16, 32], odd.Features.Select(f => f.Stride));
    }

    [Fact]
    public void A_stride_that_is_not_there_is_named_with_those_that_are()
    {
        var backbone = Backbone.FromNetwork(ModelZoo.Find("ResNet-20")!.Build());
        Assert.Contains("stride 64", Assert.Throws<GraphException>(() => backbone.At(64)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coarser_stages_are_left_out_when_only_finer_are_asked_for()
    {
        var fine = Backbone.FromNetwork(ModelZoo.Find("ResNet-18")!.Build()).At(8).Network;
        Assert.DoesNotContain(fine.Layers, l => l.Name.StartsWith("stages.2", StringComparison.Ordinal));
        Assert.Equal(Shape.Map(128, 28, 28), fine.Output);
    }
}
