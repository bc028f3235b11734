using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Backbones;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;

namespace ISyNet.Detection.Tests.Model;

/// <summary>The network of a detector: shapes, counts by hand, operations.</summary>
public class DetectorNetwork
{
    [Fact]
    public void Has_a_row_of_logits_and_distances_for_every_position()
    {
        var backbone = Backbone.FromNetwork(ModelZoo.Find("ISyNet-N1")!.Build());
        var network = DetectorBuilder.Build(backbone, 80, new DetectorLayout());
        var positions = (28 * 28) + (14 * 14) + (7 * 7);
        Assert.Equal([new Shape(80, positions), new Shape(4, positions)], network.Outputs.Select(o => network.Layers[o].Output));
        Assert.Equal(positions, AnchorPoints.Create(network.Input, [8, 16, 32]).Length);
    }

    [Fact]
    public void Its_multiply_accumulates_are_those_counted_by_hand()
    {
        var backbone = Backbone.FromNetwork(ModelZoo.Find("ResNet-18")!.Build()).At(8, 16, 32);
        var network = DetectorBuilder.Build(backbone, 80, new DetectorLayout { Channels = 64, TowerDepth = 2 });
        long[] areas = [28 * 28, 14 * 14, 7 * 7];
        long[] channels = [128, 256, 512];
        var all = areas.Sum();
        var lateral = areas.Zip(channels, (area, c) => area * c * 64).Sum();
        var up = (areas[1] + areas[2]) * 64 * 64 * 4;
        var smoothAndTowers = all * 64 * 64 * 9 * (1 + (2 * 2));
        var predict = all * 64 * (80 + 4);
        Assert.Equal(backbone.Network.TotalMacs + lateral + up + smoothAndTowers + predict, network.TotalMacs);
    }

    [Fact]
    public void Is_made_of_hardware_efficient_operations_only()
    {
        var network = DetectorBuilder.Build(Backbone.FromNetwork(ModelZoo.Find("ISyNet-N0")!.Build()), 80, new DetectorLayout());
        Assert.All(network.Layers, layer => Assert.True(layer.Op
            is Input or Conv { Groups: 1 } or ConvTranspose { Groups: 1 } or BatchNorm or Activation { Function: ActivationKind.Relu }
            or Elementwise { Function: ElementwiseKind.Add } or Reshape or Concat, layer.Name));
    }

    [Fact]
    public void Its_layers_stand_in_backbone_neck_and_head()
    {
        var backbone = Backbone.FromNetwork(ModelZoo.Find("ISyNet-N1")!.Build()).At(8, 16, 32).Network;
        var layers = DetectorBuilder.Build(Backbone.FromNetwork(ModelZoo.Find("ISyNet-N1")!.Build()), 80, new DetectorLayout { TowerDepth = 2 }).Layers;
        Assert.Equal(backbone.Layers.Select(layer => layer.Place), layers.Take(backbone.Layers.Length).Select(layer => layer.Place));
        Assert.All(layers.Skip(backbone.Layers.Length), layer => Assert.Equal(
            layer.Name.StartsWith("pyramid.", StringComparison.Ordinal) ? new LayerPlace(NetworkPart.Neck)
            : new LayerPlace(NetworkPart.Head, Role: layer.Name.Contains(".tower.", StringComparison.Ordinal) ? LayerRole.Body
                : layer.Name.Contains(".class.", StringComparison.Ordinal) || layer.Name == DetectorBuilder.LogitsLayer ? LayerRole.ClassScores : LayerRole.BoxDistances),
            layer.Place));
    }

    [Fact]
    public void Positions_are_the_centres_of_their_cells()
    {
        var points = AnchorPoints.Create(Shape.Map(1, 32, 16), [8, 16]);
        Assert.Equal((4 * 2) + 2, points.Length);
        Assert.Equal(new AnchorPoint(4, 4, 8), points[0]);
        Assert.Equal(new AnchorPoint(12, 28, 8), points[7]);
        Assert.Equal(new AnchorPoint(8, 24, 16), points[9]);
    }

    [Theory]
    [InlineData("4,16")]
    [InlineData("16,8")]
    public void Strides_that_do_not_double_are_refused(string strides) =>
        Assert.Contains("double", Assert.Throws<DetectionException>(() => DetectorBuilder.Build(
            Backbone.FromNetwork(ModelZoo.Find("N0")!.Build()), 3, new DetectorLayout { Strides = [.. strides.Split(',').Select(int.Parse)] })).Message, StringComparison.Ordinal);
}
