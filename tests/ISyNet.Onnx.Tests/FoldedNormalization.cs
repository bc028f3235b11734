using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Export;
using ISyNet.Runtime;

namespace ISyNet.Onnx.Tests;

/// <summary>A network that reads raw pixels computes what the network of normalised pixels computes, and costs no more where that is possible.</summary>
public sealed class FoldedNormalization : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_path);

    [Theory]
    // A scale alone always folds; a shift folds without padding only, since zeros of padding stand behind the shift.
    [InlineData(0f, 1, 0, 0)]
    [InlineData(0.3f, 1, 1, 0)]
    [InlineData(0f, 0, 0, 0)]
    [InlineData(0.3f, 0, 0, 0)]
    public void What_can_be_folded_leaves_no_layer(float mean, int padding, int subtractions, int products)
    {
        var builder = new NetworkBuilder("net");
        var input = builder.Input(new Shape(4, 6, 6));
        // Two readers, one of them grouped: input channels are counted within a group.
        var grouped = builder.Add("grouped", new Conv(6, new Window(3, 3, 1, 1, padding, padding, padding, padding), Groups: 2), input);
        var plain = builder.Add("plain", new Conv(6, new Window(3, 3, 1, 1, padding, padding, padding, padding), Bias: true), input);
        builder.Add("add", new Elementwise(ElementwiseKind.Add), grouped, plain);
        Check(builder.Build(), new Normalization([mean, mean / 2, mean / 3, mean], [0.2f, 0.3f, 0.4f, 0.5f]), subtractions, products);
    }

    [Fact]
    public void A_reader_that_is_no_convolution_gets_layers()
    {
        var builder = new NetworkBuilder("net");
        var input = builder.Input(new Shape(2, 4, 4));
        var pooled = builder.Add("pool", new Pool(PoolKind.Max, new Window(2, 2, 2, 2)), input);
        builder.Add("conv", new Conv(3, Window.Square(3)), pooled);
        Check(builder.Build(), new Normalization([0.1f, 0.2f], [0.2f, 0.3f]), 1, 1);
    }

    [Fact]
    public void A_network_of_the_zoo_whose_pixels_are_only_scaled_keeps_its_layers()
    {
        var network = BatchNormFolding.Fold(ModelZoo.Find("N0")!.For(new Shape(3, 16, 16), 5).Build());
        Assert.Same(network, NormalizationFolding.Fold(network, new Normalization([0, 0, 0], [0.2f, 0.3f, 0.4f])));
    }

    private void Check(Network network, Normalization normalization, int subtractions, int products)
    {
        var weights = RandomWeights.For(network, 3);
        OnnxExport.Write(_path, network, weights, new OnnxExportOptions { Normalization = normalization });
        var folded = NormalizationFolding.Fold(network, normalization);
        Assert.Equal(subtractions, folded.Layers.Count(l => l.Op is Elementwise { Function: ElementwiseKind.Sub }));
        Assert.Equal(products, folded.Layers.Count(l => l.Op is Elementwise { Function: ElementwiseKind.Mul }));
        Assert.Equal(folded.TotalMacs, Import.NetworkImport.Load(_path).Network.TotalMacs);

        var random = new Random(4);
        var pixels = Enumerable.Range(0, (int)network.Input.Elements).Select(_ => (float)random.Next(256)).ToArray();
        var area = network.Input.Height * network.Input.Width;
        var expected = ReferenceInterpreter.Run(network, weights, [.. pixels.Select((p, i) => ((p / 255.0) - normalization.Mean[i / area]) / normalization.Std[i / area])]);
        using var model = OnnxModel.Open(_path);
        var actual = model.Run(pixels);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4 * (1 + Math.Abs(expected[i])));
    }
}
