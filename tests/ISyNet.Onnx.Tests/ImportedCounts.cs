using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Tests;

/// <summary>Networks written by another tool (opset 13, weights as ConstantOfShape) against counts made by that tool.</summary>
public class ImportedCounts
{
    [Theory]
    [InlineData("AlexNet", 61_100_840, 714_188_480, 5)]
    [InlineData("MobileNetV1", 4_221_032, 568_740_352, 27)]
    [InlineData("SE-ResNet-50", 28_061_464, 3_860_488_192, 85)]
    [InlineData("EfficientNet-B1", 7_763_160, 686_802_832, 115)]
    [InlineData("RegNetX-1.6GF", 9_168_384, 1_602_849_792, 59)]
    [InlineData("ISyNet-N0", 9_585_704, 893_007_872, 44)]
    public void Parameters_macs_and_convolutions_are_exact(string name, long parameters, long macs, int convolutions)
    {
        var imported = NetworkImport.Load(TestModels.Path(name));
        Assert.Equal(parameters, imported.Network.TotalParams);
        Assert.Equal(macs, imported.Network.TotalMacs);
        Assert.Equal(convolutions, imported.Network.Layers.Count(layer => layer.Op is Conv));
        Assert.Empty(imported.Notes);
    }

    [Fact]
    public void An_imported_ISyNet_has_the_convolutions_of_the_zoo()
    {
        var imported = NetworkImport.Load(TestModels.Path("ISyNet-N0")).Network;
        var ours = ModelZoo.Find("N0")!.Build();
        Assert.Equal(
            ours.Layers.Where(l => l.Op is Conv).Select(l => (l.Output, ((Conv)l.Op).Window)),
            imported.Layers.Where(l => l.Op is Conv).Select(l => (l.Output, ((Conv)l.Op).Window)));
    }

    [Theory]
    [InlineData("AlexNet")]
    [InlineData("MobileNetV1")]
    [InlineData("SE-ResNet-50")]
    [InlineData("EfficientNet-B1")]
    public void Every_operation_infers_the_shape_that_ONNX_Runtime_gave(string name)
    {
        var network = NetworkImport.Load(TestModels.Path(name)).Network;
        foreach (var layer in network.Layers.Where(l => l.Op is not Imported))
            Assert.Equal(layer.Op.OutputShape(network.InputShapes(layer)), layer.Output);
    }

    [Fact]
    public void Another_input_size_is_taken()
    {
        var network = NetworkImport.Load(TestModels.Path("MobileNetV1"), new NetworkImportOptions { Input = new(3, 448, 448) }).Network;
        Assert.Equal(new(3, 448, 448), network.Input);
        Assert.Equal(4_221_032, network.TotalParams);
        var linear = network.Layers.Where(l => l.Op is Linear).Sum(network.Macs);
        Assert.Equal(4 * (568_740_352 - linear), network.TotalMacs - linear);
    }
}
