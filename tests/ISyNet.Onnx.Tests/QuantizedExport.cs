using System.Collections.Immutable;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;
using ISyNet.Onnx.Signatures;
using ISyNet.Runtime;

namespace ISyNet.Onnx.Tests;

/// <summary>Networks in eight bits, run by ONNX Runtime, judged by the float model and by the operators that really run.</summary>
public sealed class QuantizedExport : IDisposable
{
    private const int Images = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-int8-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("N0", 7)]
    [InlineData("N1", 7)]
    [InlineData("ResNet-20", 8)]
    [InlineData("MobileNetV2", 7)]
    [InlineData("EfficientNet-B0", 8)]
    [InlineData("VGG-16", 7)]
    public void Logits_stay_near_those_of_the_float_model(string name, int bits)
    {
        var original = ModelZoo.Find(name)!;
        var network = original.For(new Shape(original.Input.Channels, 32, 32), 7).Build();
        var weights = RandomWeights.For(network, 5);
        var samples = Samples(network);
        var exact = Run("float", network, weights, null, samples);
        var quantized = Run("int8", network, weights, new QuantizedForm(Ranges(network, weights, samples)) { WeightBits = bits }, samples);
        // Random weights carry no redundancy: what is left of the signal after so many roundings is the measure, not a class.
        var (mean, spread) = (exact.Average(), Spread(exact));
        Assert.InRange(exact.Zip(quantized, (a, b) => Math.Pow(a - b, 2)).Average() / Math.Pow(spread, 2), 0, 0.1);
        Assert.True(spread > 0 && double.IsFinite(mean));
        Assert.Equal("fp32", ModelPrecision.Read(FileOf("float")));
        Assert.Equal("int8", ModelPrecision.Read(FileOf("int8")));
        // To a model of costs, the eight-bit form is the same network.
        var (counted, same) = (NetworkImport.Load(FileOf("float")).Network, NetworkImport.Load(FileOf("int8")).Network);
        Assert.Equal((counted.Layers.Length, counted.TotalMacs, counted.TotalParams), (same.Layers.Length, same.TotalMacs, same.TotalParams));
        Assert.True(new FileInfo(FileOf("int8")).Length < 0.5 * new FileInfo(FileOf("float")).Length);
    }

    [Theory]
    [InlineData("N0")]
    [InlineData("ResNet-50")]
    [InlineData("MobileNetV2")]
    public void The_operators_that_run_work_on_bytes(string name)
    {
        var network = ModelZoo.Find(name)!.For(new Shape(3, 64, 64), 10).Build();
        OnnxExport.WriteShapesOnly(FileOf("shapes"), network, new OnnxExportOptions { Quantization = QuantizedForm.ShapesOnly });
        var operators = RuntimeProfile.Measure(FileOf("shapes"), new() { Runs = 2 }).Operators.Select(o => o.Operator).ToArray();
        Assert.DoesNotContain("Conv", operators);
        Assert.DoesNotContain("FusedConv", operators);
        Assert.Equal(network.Layers.Count(layer => layer.Op is Graph.Ops.Conv), operators.Count(o => o == "QLinearConv"));
        // The residual sums too; only the pixels and the logits are converted.
        Assert.InRange(operators.Count(o => o is "QuantizeLinear" or "DequantizeLinear"), 1, 3);
    }

    [Fact, Trait("Category", Property.Category)]
    public void A_value_within_its_range_is_rounded_by_at_most_half_a_step_and_zero_stays_zero() =>
        Gen.Select(Gen.Float[-1e6f, 1e6f], Gen.Float[0, 1e6f], Gen.Float[0, 1]).ForAll(draw =>
        {
            var (least, width, place) = draw;
            var range = new ValueRange(least, least + width);
            var (low, high) = (Math.Min(least, 0), Math.Max(range.Most, 0));
            var value = low + (place * (high - low));
            double Restored(float v) => (Math.Clamp(Math.Round(v / (double)range.Scale) + range.ZeroPoint, 0, 255) - range.ZeroPoint) * range.Scale;
            Assert.Equal(0, Restored(0));
            // Half a step of the value, half a step of the zero point.
            Assert.InRange(Math.Abs(Restored(value) - value), 0, 1.001 * range.Scale);
        });

    [Fact]
    public void A_layer_without_a_range_is_an_error_that_names_it()
    {
        var network = ModelZoo.Find("ResNet-20")!.Build();
        var error = Assert.Throws<GraphException>(() => OnnxExport.Write(FileOf("none"), network, RandomWeights.For(network, 1),
            new OnnxExportOptions { Quantization = new QuantizedForm(ImmutableSortedDictionary<string, ValueRange>.Empty) }));
        Assert.Contains("has no range", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FileOf("none")));
    }

    private string FileOf(string name) => Path.Combine(_folder, $"{name}.onnx");

    private float[] Run(string name, Network network, WeightSet weights, QuantizedForm? form, float[] samples)
    {
        OnnxExport.Write(FileOf(name), network, weights, new OnnxExportOptions { Quantization = form });
        using var model = OnnxModel.Open(FileOf(name));
        return model.Run(samples);
    }

    /// <summary>Each layer's range, from a model that has every layer as its output.</summary>
    private ImmutableSortedDictionary<string, ValueRange> Ranges(Network network, WeightSet weights, float[] samples)
    {
        var ranges = ImmutableSortedDictionary.CreateBuilder<string, ValueRange>(StringComparer.Ordinal);
        string[] names = [];
        var sizes = Array.Empty<int>();
        OnnxExport.Write(FileOf("all"), network, weights, null, writer =>
        {
            names = [.. writer.Network.Layers.Select(layer => layer.Name)];
            sizes = [.. writer.Network.Layers.Select(layer => (int)layer.Output.Elements)];
            var flat = Enumerable.Range(0, names.Length).Select(i => writer.AddNode("Flatten", $"flat.{i}", [writer.ValueOf(i)], new OnnxAttribute("axis", 1)));
            writer.AddOutput(writer.AddNode("Concat", "all", flat, new OnnxAttribute("axis", 1)), OnnxDataType.Float, "N", sizes.Sum());
        });
        using var model = OnnxModel.Open(FileOf("all"));
        var values = model.Run(samples);
        var start = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var own = Enumerable.Range(0, Images).SelectMany(image => values.Skip((image * sizes.Sum()) + start).Take(sizes[i])).ToArray();
            ranges[names[i]] = new ValueRange(own.Min(), own.Max());
            start += sizes[i];
        }

        return ranges.ToImmutable();
    }

    private static float[] Samples(Network network)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, (int)(Images * network.Input.Elements)).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private static double Spread(float[] values) => Math.Sqrt(values.Select(v => Math.Pow(v - values.Average(), 2)).Average());
}
