using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>What counts as a parameter, and that every stored tensor counts once.</summary>
public class ParameterCounts
{
    private static long[] Pads => [1, 1, 1, 1];

    private static long Count(OnnxSketch sketch) => sketch.Import().Network.TotalParams;

    [Fact]
    public void Weights_that_layers_share_count_once()
    {
        Assert.Equal(576, Count(new OnnxSketch(13, 1, 8, 16, 16).Weight("w", 8, 8, 3, 3).Node("Conv(x, w) -> a", ("pads", Pads)).Node("Conv(a, w) -> y", ("pads", Pads))));
        // Tied to an embedding, turned.
        var tied = new OnnxSketch(13).Input("x", 1, 6).Weight("e", 50, 8).Node("Gather(e, x) -> g").Node("Transpose(e) -> t", ("perm", new long[] { 1, 0 })).Node("MatMul(g, t) -> y");
        tied.Model.Graph.Input[0].Type.TensorType.ElemType = (int)OnnxDataType.Int64;
        var network = tied.Import().Network;
        Assert.Equal((400, 6 * 8 * 50), (network.TotalParams, network.TotalMacs));
        // Parts of one stored tensor count as much as it has, however often they are read.
        Assert.Equal(48, Count(new OnnxSketch(13, 1, 4).Weight("w", 12, 4).Ints("zero", 0).Ints("six", 6).Ints("end", 12).Node("Slice(w, zero, six, zero) -> a").Node("Slice(w, six, end, zero) -> b")
            .Node("Gemm(x, a) -> c", ("transB", 1)).Node("Gemm(x, b) -> d", ("transB", 1)).Node("Gemm(x, w) -> f", ("transB", 1)).Node("Concat(c, d, f) -> y", ("axis", 1))));
    }

    [Fact]
    public void Slopes_and_embeddings_and_biases_behind_a_reshape_count()
    {
        Assert.Equal(64, Count(new OnnxSketch(13, 1, 64, 8, 8).Weight("s", 64, 1, 1).Node("PRelu(x, s) -> y")));
        Assert.Equal(1, Count(new OnnxSketch(13, 1, 64, 8, 8).Weight("s", 1).Node("PRelu(x, s) -> y")));
        var embedded = new OnnxSketch(13).Input("x", 1, 16).Weight("e", 1000, 32).Node("Gather(e, x) -> y");
        embedded.Model.Graph.Input[0].Type.TensorType.ElemType = (int)OnnxDataType.Int64;
        Assert.Equal(32_000, Count(embedded));
        Assert.Equal(27 * 4 + 4, Count(new OnnxSketch(13, 1, 3, 8, 8).Weight("w", 4, 3, 3, 3).Weight("b", 4).Ints("s", 1, 4, 1, 1).Node("Conv(x, w) -> c").Node("Reshape(b, s) -> r").Node("Add(c, r) -> y")));
    }

    [Fact]
    public void Position_embeddings_and_class_tokens_count_and_masks_do_not()
    {
        var mask = new float[36];
        for (var i = 0; i < 36; i++)
            mask[i] = i % 6 > i / 6 ? -10_000 : 0;
        var sketch = new OnnxSketch(13, 1, 5, 8).Weight("token", 1, 1, 8).Weight("position", 1, 6, 8).Weight("w", 8, 8).Weight("mask", 1, 6, 6)
            .Node("Concat(token, x) -> t", ("axis", 1)).Node("Add(t, position) -> p").Node("Transpose(p) -> k", ("perm", new long[] { 0, 2, 1 })).Node("MatMul(p, k) -> s").Node("Add(s, mask) -> m")
            .Node("Softmax(m) -> a").Node("MatMul(a, p) -> o").Node("MatMul(o, w) -> y");
        var stored = sketch.Model.Graph.Initializer.Single(i => i.Name == "mask");
        stored.FloatData.Clear();
        stored.FloatData.Add(mask);
        Assert.Equal(8 + 48 + 64, Count(sketch));
    }

    [Fact]
    public void Tables_of_anchors_behind_the_last_weights_do_not_count_and_the_bias_of_that_layer_does()
    {
        var sketch = new OnnxSketch(13, 1, 3, 8, 8).Weight("w", 6, 3, 1, 1).Weight("bias", 6, 1, 1).Ints("s", 1, 6, 64).Weight("grid", 1, 6, 64).Weight("strides", 1, 64)
            .Node("Conv(x, w) -> c").Node("Add(c, bias) -> b").Node("Reshape(b, s) -> r").Node("Add(r, grid) -> g").Node("Mul(g, strides) -> y");
        Assert.Equal(18 + 6, Count(sketch));
    }

    [Fact]
    public void A_grid_of_few_values_counts_nowhere()
    {
        var sketch = new OnnxSketch(13, 1, 2, 8, 8).Weight("grid", 1, 2, 8, 8).Weight("w", 4, 2, 1, 1).Node("Add(x, grid) -> g").Node("Conv(g, w) -> y");
        var grid = sketch.Model.Graph.Initializer[0];
        grid.FloatData.Clear();
        grid.FloatData.Add(Enumerable.Range(0, 128).Select(i => (float)(i % 8)));
        Assert.Equal(8, Count(sketch));
    }

    [Fact]
    public void Weights_of_quantised_products_count_and_their_scales_do_not()
    {
        var sketch = new OnnxSketch(13, 1, 16).Tensor("q", OnnxDataType.Int8, 16, 8).Weight("s", 8).Tensor("z", OnnxDataType.Int8, 8).Node("DequantizeLinear(q, s, z) -> w", ("axis", 1)).Node("MatMul(x, w) -> y");
        Assert.Equal(128, Count(sketch));
    }

    [Theory]
    [InlineData(OnnxDataType.Int4)]
    [InlineData(OnnxDataType.UInt4)]
    public void Weights_of_four_bits_count_by_their_elements(OnnxDataType type)
    {
        var sketch = new OnnxSketch(21, 1, 15).Tensor("q", type, 15, 7).Weight("s", 1).Node("DequantizeLinear(q, s) -> w").Node("MatMul(x, w) -> y");
        sketch.Model.IrVersion = 10;
        sketch.Model.Graph.Initializer[1].Dims.Clear();
        var network = sketch.Import().Network;
        Assert.Equal((105, 105), (network.TotalParams, network.TotalMacs));
    }

    [Fact]
    public void Statistics_of_batch_norms_and_scale_alone_of_a_normalisation()
    {
        Assert.Equal(12, Count(new OnnxSketch(17, 1, 7, 12).Weight("s", 12).Node("LayerNormalization(x, s) -> y")));
        Assert.Equal(7 * 12 * 2, Count(new OnnxSketch(17, 1, 7, 12).Weight("s", 7, 12).Weight("b", 7, 12).Node("LayerNormalization(x, s, b) -> y", ("axis", -2))));
    }
}
