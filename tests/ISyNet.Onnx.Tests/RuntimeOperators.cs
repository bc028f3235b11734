using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>Operators of ONNX Runtime's own set, and of old ones: their products are counted as the products that they are.</summary>
public class RuntimeOperators
{
    private const string Own = "com.microsoft";

    private static OnnxSketch Quantised(string call, params long[] input) => new OnnxSketch(13, input).Set(Own).Weight("s", 1).Tensor("z", OnnxDataType.UInt8, 1).Tensor("w", OnnxDataType.UInt8, 64, 32).Node(call);

    private static void Counts(OnnxSketch sketch, long macs, long parameters)
    {
        var imported = sketch.Import();
        Assert.Empty(imported.Notes);
        Assert.Equal((macs, parameters), (imported.Network.TotalMacs, imported.Network.TotalParams));
    }

    [Fact]
    public void Products_of_quantised_weights()
    {
        Counts(Quantised($"{Own}:DynamicQuantizeMatMul(x, w, s, z) -> y", 1, 16, 64), 16 * 2048, 2048);
        Counts(Quantised("DynamicQuantizeLinear(x) -> q, qs, qz", 1, 16, 64).Node($"{Own}:MatMulIntegerToFloat(q, w, qs, s, qz, z) -> y"), 16 * 2048, 2048);
        Counts(Quantised("DynamicQuantizeLinear(x) -> q, qs, qz", 1, 16, 64).Node("MatMulInteger(q, w, qz, z) -> i").Node("Cast(i) -> y", ("to", 1)), 16 * 2048, 2048);
        var scalars = new OnnxSketch(13, 1, 64).Set(Own).Tensor("w", OnnxDataType.UInt8, 64, 32).Tensor("b", OnnxDataType.Int32, 32).Tensor("s", OnnxDataType.Float).Tensor("z", OnnxDataType.UInt8);
        Counts(scalars.Node("QuantizeLinear(x, s, z) -> q").Node($"{Own}:QGemm(q, s, z, w, s, z, b, s, z) -> g").Node("DequantizeLinear(g, s, z) -> y"), 2048, 2048 + 32);
        var linear = new OnnxSketch(13, 1, 64).Tensor("w", OnnxDataType.UInt8, 64, 32).Tensor("s", OnnxDataType.Float).Tensor("z", OnnxDataType.UInt8);
        Counts(linear.Node("QuantizeLinear(x, s, z) -> q").Node("QLinearMatMul(q, s, z, w, s, z, s, z) -> g").Node("DequantizeLinear(g, s, z) -> y"), 2048, 2048);
    }

    [Fact]
    public void Products_of_weights_of_four_bits()
    {
        Counts(new OnnxSketch(17).Input("x", "N", 16, 256).Set(Own).Tensor("q", OnnxDataType.UInt8, 128, 8, 16).Weight("s", 1024)
            .Node($"{Own}:MatMulNBits(x, q, s) -> y", ("K", 256), ("N", 128), ("bits", 4), ("block_size", 32)), 16 * 256 * 128, 256 * 128);
    }

    [Fact]
    public void Fused_products_and_convolutions()
    {
        Counts(new OnnxSketch(13, 1, 6, 8).Set(Own).Weight("w", 10, 8).Node($"{Own}:FusedMatMul(x, w) -> y", ("transB", 1), ("alpha", 0.5f)), 6 * 80, 80);
        Counts(new OnnxSketch(13, 1, 6, 8).Set(Own).Node($"{Own}:FusedMatMul(x, x) -> y", ("transB", 1)), 6 * 6 * 8, 0);
        Counts(new OnnxSketch(13, 1, 6, 8).Set(Own).Node($"{Own}:FusedMatMul(x, x) -> y", ("transA", 1)), 6 * 8 * 8, 0);
        Counts(new OnnxSketch(13, 1, 3, 8, 8).Set(Own).Weight("w", 4, 3, 3, 3).Weight("b", 4).Node($"{Own}:FusedConv(x, w, b) -> y", ("activation", "Relu"), ("pads", new long[] { 1, 1, 1, 1 })), 108 * 64, 112);
    }

    [Fact]
    public void Attention_with_its_projection_counts_that_too()
    {
        const int tokens = 9, width = 8;
        Counts(new OnnxSketch(13, 1, tokens, width).Set(Own).Weight("w", width, 3 * width).Weight("b", 3 * width).Node($"{Own}:Attention(x, w, b) -> y", ("num_heads", 2)),
            (tokens * width * 3 * width) + (2 * tokens * tokens * width), (3 * width * width) + (3 * width));
        Counts(new OnnxSketch(13, 1, tokens, width).Set(Own).Weight("b", 3 * width).Node($"{Own}:MultiHeadAttention(x, x, x, b) -> y", ("num_heads", 2)), 2 * tokens * tokens * width, 3 * width);
    }

    [Fact]
    public void An_operator_of_four_outputs_has_scalars_that_need_no_run()
    {
        var imported = new OnnxSketch(13, 1, 3, 8, 8).Tensor("w", OnnxDataType.UInt8, 4, 3, 3, 3).Tensor("s", OnnxDataType.Float).Node("DynamicQuantizeLinear(x) -> q, qs, qz")
            .Node("ConvInteger(q, w, qz) -> c").Node("Cast(c) -> f", ("to", 1)).Node("Mul(qs, s) -> scale").Node("Mul(f, scale) -> y").Import();
        Assert.Empty(imported.Notes);
        Assert.Equal((108 * 36, 108), (imported.Network.TotalMacs, imported.Network.TotalParams));
    }

    [Fact]
    public void Operator_set_six_is_read_with_a_line_of_advice()
    {
        var imported = new OnnxSketch(6, 1, 3, 32, 32).Weight("w", 8, 3, 3, 3).Weight("b", 8).Weight("g", 8).Weight("be", 8).Weight("m", 8).Weight("v", 8).Weight("f", 10, 8).Weight("fb", 10)
            .Node("Conv(x, w) -> c", ("pads", new long[] { 1, 1, 1, 1 }), ("kernel_shape", new long[] { 3, 3 })).Node("Add(c, b) -> s", ("axis", 1), ("broadcast", 1)).Node("BatchNormalization(s, g, be, m, v) -> n", ("is_test", 1))
            .Node("Relu(n) -> r").Node("Dropout(r) -> d", ("is_test", 1)).Node("GlobalAveragePool(d) -> p").Node("Flatten(p) -> q").Node("Gemm(q, f, fb) -> y", ("transB", 1), ("broadcast", 1)).Import();
        Assert.Equal((216 * 1024) + 80, imported.Network.TotalMacs);
        Assert.Equal(216 + 8 + 16 + 90, imported.Network.TotalParams);
        Assert.Contains("opset 6 is older than 7", Assert.Single(imported.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_said_once_a_kind_with_its_share_of_the_nodes()
    {
        var sketch = new OnnxSketch(13, 1, 8).Set("odd");
        for (var i = 0; i < 8; i++)
            sketch.Node($"{(i % 2 == 0 ? "odd:Magic" : "Relu")}({(i == 0 ? "x" : $"v{i}")}) -> {(i == 7 ? "y" : $"v{i + 1}")}");
        var imported = sketch.Import();
        var note = Assert.Single(imported.Notes);
        Assert.Equal(("n0", "odd:Magic"), (note.Node, note.OpType));
        Assert.Contains("4 of 8 nodes (50 %)", note.Message, StringComparison.Ordinal);
        Assert.Equal(4, imported.Network.Layers.Count(layer => layer.Op is Imported { Work: WorkKind.Unknown }));
    }
}
