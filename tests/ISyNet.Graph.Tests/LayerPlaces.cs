using System.Text.RegularExpressions;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Backbones;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;

namespace ISyNet.Graph.Tests;

/// <summary>The place of every layer against its name, which tells people the same.</summary>
public partial class LayerPlaces
{
    public static TheoryData<string> Zoo => [.. ModelZoo.Names];

    [Theory]
    [MemberData(nameof(Zoo))]
    public void A_layer_stands_where_its_name_says(string name)
    {
        Check(ModelZoo.Find(name)!);
    }

    [Fact]
    public void A_head_with_everything_has_its_places()
    {
        var architecture = ModelZoo.Find("VGG-16")!;
        Check(architecture with { Head = architecture.Head with { LastBatchNorm = true, Dropout = 0.1 } });
    }

    [Fact]
    public void Backbones_folded_and_cut_networks_keep_the_places()
    {
        var network = ModelZoo.Find("ISyNet-N1")!.Build();
        var places = network.Layers.ToDictionary(layer => layer.Name, layer => layer.Place);
        foreach (var changed in new[] { BatchNormFolding.Fold(network), Backbone.FromNetwork(network).Network, network.Named("other") })
            Assert.All(changed.Layers, layer => Assert.Equal(places[layer.Name], layer.Place));
    }

    [Theory]
    [InlineData("ISyNet-N1")]
    [InlineData("MobileNetV2")]
    public void The_stages_of_a_network_whose_layers_have_other_names_are_the_same(string name)
    {
        var network = ModelZoo.Find(name)!.Build();
        var builder = new NetworkBuilder(name);
        foreach (var (i, layer) in network.Layers.Index())
            builder.Copy(layer with { Name = $"stages.9.blocks.{i}" }, [.. layer.Inputs]);
        Assert.Equal(Backbone.FromNetwork(network).Features.Select(f => (f.Stride, f.Shape)), Backbone.FromNetwork(builder.Build()).Features.Select(f => (f.Stride, f.Shape)));
    }

    [Fact]
    public void Without_a_place_a_layer_has_none()
    {
        var builder = new NetworkBuilder("plain");
        builder.In(new LayerPlace(NetworkPart.Head)).Add("head", new Activation(ActivationKind.Relu), builder.Input(Shape.Map(3, 4, 4)));
        builder.Add("stem", new Activation(ActivationKind.Relu), 1);
        Assert.Equal([null, new LayerPlace(NetworkPart.Head), null], builder.Build().Layers.Select(layer => layer.Place));
    }

    private static void Check(Architecture architecture)
    {
        foreach (var layer in architecture.Build().Layers)
            Assert.Equal(FromName(layer, architecture), layer.Place);
    }

    private static LayerPlace? FromName(Layer layer, Architecture architecture)
    {
        if (layer.Op is Input)
            return null;
        if (layer.Name.StartsWith("stem.", StringComparison.Ordinal))
            return new LayerPlace(NetworkPart.Stem);
        if (layer.Name.StartsWith("head.", StringComparison.Ordinal))
            return new LayerPlace(NetworkPart.Head, Role: layer.Name is "head.fc" or "head.last_bn" ? LayerRole.Classifier : LayerRole.Body);
        var match = InStage().Match(layer.Name);
        Assert.True(match.Success, layer.Name);
        var role = match.Groups["part"].Value switch
        {
            "add" or "concat" => LayerRole.Skip,
            // The projection of a residual block stands on its skip; that of an inverted block ends its body.
            "project" when architecture.Stages[Number("stage")!.Value].Block is ResidualBlock => LayerRole.Skip,
            "se" => LayerRole.SqueezeExcitation,
            _ => LayerRole.Body,
        };
        return new LayerPlace(NetworkPart.Stage, Number("stage"), Number("block"), Number("edge"), role);

        int? Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^stages\.(?<stage>\d+)\.(blocks\.(?<block>\d+)\.)?(edges\.(?<edge>\d+)\.)?(?<part>[^.]+)")]
    private static partial Regex InStage();
}
