using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Import;
using ISyNet.Runtime;

namespace ISyNet.Onnx.Tests;

/// <summary>Network -> weights -> ONNX -> ONNX Runtime, judged by a plain evaluation of the unfolded network.</summary>
public sealed class ExportRoundTrip : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("N0")]
    [InlineData("N1")]
    [InlineData("MobileNetV2")]
    public void Logits_are_those_of_a_plain_evaluation(string name)
    {
        var network = ModelZoo.Find(name)!.For(new Shape(3, 16, 16), 7).Build();
        Check(network, 1e-4);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Any_small_network_gives_the_logits_of_a_plain_evaluation() =>
        RandomNetworks.Gen.ForAll(network => Check(network, 1e-4, count: 2), cases: 40);

    [Fact]
    public void Raw_pixels_are_normalised_inside_and_names_come_back()
    {
        var network = ModelZoo.Find("N0")!.For(new Shape(3, 16, 16), 3).Build();
        var weights = RandomWeights.For(network, 5);
        var normalization = new Normalization([0.1f, 0.2f, 0.3f], [0.4f, 0.5f, 0.6f]);
        OnnxExport.Write(_path, network, weights, new OnnxExportOptions { Normalization = normalization, ClassNames = ["cat", "d\"og", "ökapi"] });
        using var model = OnnxModel.Open(_path);
        Assert.Equal(["cat", "d\"og", "ökapi"], model.ClassNames);
        Assert.True(model.TakesRawPixels);
        var random = new Random(1);
        var pixels = Enumerable.Range(0, 3 * 16 * 16).Select(_ => (float)random.Next(256)).ToArray();
        var normalised = pixels.Select((p, i) => ((p / 255.0) - normalization.Mean[i / 256]) / normalization.Std[i / 256]).ToArray();
        Near(ReferenceInterpreter.Run(network, weights, normalised), model.Run(pixels), 1e-4);
    }

    [Fact]
    public void Folding_keeps_the_logits_to_1e_5_and_leaves_no_batch_norm()
    {
        var network = ModelZoo.Find("N1")!.For(new Shape(3, 16, 16), 7).Build();
        var weights = RandomWeights.For(network, 3);
        var (folded, foldedWeights) = BatchNormFolding.Fold(network, weights);
        Assert.DoesNotContain(folded.Layers, layer => layer.Op is BatchNorm);
        Assert.Equal(network.TotalMacs, folded.TotalMacs);
        var sample = Sample(network, 2).Select(x => (double)x).ToArray();
        Near(ReferenceInterpreter.Run(network, weights, sample), [.. ReferenceInterpreter.Run(folded, foldedWeights, sample).Select(x => (float)x)], 1e-5);
    }

    [Fact]
    public void A_batch_norm_that_is_read_twice_or_follows_no_convolution_stays()
    {
        var builder = new NetworkBuilder("kept");
        var input = builder.Input(new Shape(4, 5, 5));
        var first = builder.Add("bn0", new BatchNorm(), input);
        var conv = builder.Add("conv", new Conv(4, Window.Square(3)), first);
        var norm = builder.Add("bn1", new BatchNorm(), conv);
        builder.Add("add", new Elementwise(ElementwiseKind.Add), conv, norm);
        var network = builder.Build();
        Assert.Equal(2, BatchNormFolding.Fold(network).Layers.Count(layer => layer.Op is BatchNorm));
        Check(network, 1e-4);
    }

    [Theory]
    [InlineData("N0")]
    [InlineData("N3-S2")]
    [InlineData("ResNet-50")]
    public void A_file_of_shapes_comes_back_with_the_same_counts(string name)
    {
        var network = ModelZoo.Find(name)!.Build();
        OnnxExport.WriteShapesOnly(_path, network);
        Assert.True(new FileInfo(_path).Length < 200_000);
        var imported = NetworkImport.Load(_path).Network;
        Assert.Equal(BatchNormFolding.Fold(network).TotalParams, imported.TotalParams);
        Assert.Equal(network.TotalMacs, imported.TotalMacs);
    }

    [Fact]
    public void A_layer_without_an_ONNX_form_is_named_and_no_file_is_left()
    {
        var builder = new NetworkBuilder("odd");
        builder.AddShaped("strange", new Imported("Foo", WorkKind.Unknown), new Shape(3), builder.Input(new Shape(3)));
        var error = Assert.Throws<GraphException>(() => OnnxExport.Write(_path, builder.Build(), new WeightSet([])));
        Assert.Contains("'strange'", error.Message);
        Assert.False(File.Exists(_path));
    }

    private void Check(Network network, double tolerance, int count = 1)
    {
        var weights = RandomWeights.For(network, 11);
        OnnxExport.Write(_path, network, weights);
        var samples = Enumerable.Range(0, count).Select(seed => Sample(network, seed)).ToArray();
        using var model = OnnxModel.Open(_path);
        var logits = model.Run([.. samples.SelectMany(s => s)], batch: 1).Chunk((int)network.Output.Elements).ToArray();
        for (var i = 0; i < samples.Length; i++)
            Near(ReferenceInterpreter.Run(network, weights, [.. samples[i].Select(x => (double)x)]), logits[i], tolerance);
        var imported = NetworkImport.Load(_path).Network;
        Assert.Equal(BatchNormFolding.Fold(network).TotalParams, imported.TotalParams);
        Assert.Equal(network.TotalMacs, imported.TotalMacs);
        Assert.Equal(network.Output, imported.Output);
    }

    private static float[] Sample(Network network, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)network.Input.Elements).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    /// <summary>Relative to the largest logit, so that the tolerance does not depend on the weights' scale.</summary>
    private static void Near(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - (tolerance * scale), expected[i] + (tolerance * scale));
    }
}
