using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;

namespace ISyNet.Graph.Tests;

/// <summary>Networks made from others by changing operations.</summary>
public sealed class NetworkEdits
{
    [Fact]
    public void Nothing_changed_gives_the_same_network()
    {
        var network = ModelZoo.Find("MobileNetV3-Large")!.Build();
        var same = network.With(layer => layer.Op);
        Assert.Equal(network.Layers.Select(l => (l.Name, l.Op, l.Output)), same.Layers.Select(l => (l.Name, l.Op, l.Output)));
        Assert.Equal(network.Outputs, same.Outputs);
    }

    [Fact]
    public void Shapes_behind_a_change_are_inferred_anew()
    {
        var network = ModelZoo.Find("VGG-16")!.Build();
        var first = network.Layers.First(layer => layer.Op is Conv);
        var changed = network.With(layer => layer == first ? (Conv)first.Op with { OutChannels = 48 } : layer.Op);
        Assert.Equal(48, changed.Layers.First(layer => layer.Op is Conv).Output.Channels);
        // Of the second convolution, 64 x 64 x 9 weights become 64 x 48 x 9.
        Assert.Equal(network.TotalParams - (16 * 3 * 9) - (64 * 16 * 9) - (network.Params(first) - (64 * 3 * 9)) / 64 * 16, changed.TotalParams);
    }

    [Fact]
    public void What_only_a_dropped_layer_read_goes_with_it()
    {
        var builder = new NetworkBuilder("gated");
        var map = builder.AddConv("stem", builder.Input(Shape.Map(3, 8, 8)), 16, Window.Square(3), ActivationKind.Relu);
        var gate = builder.Add("gate", new Activation(ActivationKind.Sigmoid), builder.Add("squeeze", new Conv(16, Window.Square(1)), builder.Add("pool", new GlobalPool(), map)));
        builder.Add("scale", new Elementwise(ElementwiseKind.Mul), map, gate);
        var plain = builder.Build().With(layer => layer.Name == "scale" ? null : layer.Op);
        Assert.Equal(["input", "stem.conv", "stem.bn", "stem.act"], plain.Layers.Select(layer => layer.Name));
        Assert.Equal(Shape.Map(16, 8, 8), plain.Output);
    }

    [Fact]
    public void A_change_that_does_not_fit_is_refused_by_the_layer_that_it_does_not_fit()
    {
        var network = ModelZoo.Find("ResNet-18")!.Build();
        var stem = network.Layers.First(layer => layer.Op is Conv);
        var error = Assert.Throws<GraphException>(() => network.With(layer => layer == stem ? (Conv)stem.Op with { OutChannels = 48 } : layer.Op));
        Assert.Contains("stages.0.blocks.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_of_another_tool_is_not_inferred_again()
    {
        var builder = new NetworkBuilder("foreign");
        var map = builder.Add("conv", new Conv(16, Window.Square(3)), builder.Input(Shape.Map(3, 8, 8)));
        builder.AddShaped("odd", new Imported("DepthToSpace", WorkKind.DataMove), Shape.Map(4, 16, 16), map);
        var network = builder.Build();
        Assert.Contains("'odd'", Assert.Throws<GraphException>(() => network.With(layer => layer.Op is Conv conv ? conv with { OutChannels = 32 } : layer.Op)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_repeats_or_shares_its_weights_does_so_after_a_change()
    {
        var builder = new NetworkBuilder("loop");
        var input = builder.Input(Shape.Map(4, 8, 8));
        var conv = new Conv(4, Window.Square(3));
        var first = builder.Copy(new Layer("first", conv, [], Shape.Map(4, 8, 8), null) { Repeats = 5 }, input);
        builder.Copy(new Layer("second", conv, [], Shape.Map(4, 8, 8), null) { Owns = [] }, first);
        var network = builder.Build();
        Assert.Equal((6 * 144 * 64, 144), (network.TotalMacs, network.TotalParams));
        var wider = network.With(layer => layer.Op is Conv ? conv with { Window = Window.Square(5) } : layer.Op);
        Assert.Equal((6 * 400 * 64, 400), (wider.TotalMacs, wider.TotalParams));
    }
}
