using ISyNet.Graph;
using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Tests;

/// <summary>Which dimension of an input is a batch, how large the free ones are, and that a batch held by the graph multiplies nothing.</summary>
public class BatchesAndSizes
{
    private static long[] Pads => [1, 1, 1, 1];

    private static long[] Four => [4, 4];

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 1)]
    [InlineData(1, 8)]
    public void A_batch_in_a_reshape_multiplies_nothing_behind_it(int fixedBatch, int heldBatch)
    {
        // Fixed in the input and in the shape; as -1 behind it; free in the input and fixed in the shape.
        var sketch = new OnnxSketch(13).Input("x", heldBatch > 1 ? "N" : fixedBatch, 3, 32, 32).Weight("w", 4, 3, 3, 3).Weight("f", 10, 256)
            .Ints("s", heldBatch > 1 ? heldBatch : fixedBatch, heldBatch == 1 ? -1 : 256)
            .Node("Conv(x, w) -> c", ("pads", Pads), ("strides", Four)).Node("Reshape(c, s) -> v").Node("Gemm(v, f) -> y", ("transB", 1));
        var network = sketch.Import().Network;
        Assert.Equal((4 * 64 * 27) + 2560, network.TotalMacs);
        Assert.Equal(new(10), network.Output);
    }

    [Fact]
    public void A_shuffle_of_channels_at_a_fixed_batch_counts_one_sample()
    {
        var network = new OnnxSketch(13, 4, 3, 32, 32).Weight("w", 4, 3, 3, 3).Weight("w2", 4, 4, 3, 3).Ints("s", 4, 2, 2, 8, 8).Ints("t", 4, 4, 8, 8)
            .Node("Conv(x, w) -> c", ("pads", Pads), ("strides", Four)).Node("Reshape(c, s) -> v").Node("Transpose(v) -> u", ("perm", new long[] { 0, 2, 1, 3, 4 }))
            .Node("Reshape(u, t) -> r").Node("Conv(r, w2) -> y", ("pads", Pads)).Import().Network;
        Assert.Equal(16_128, network.TotalMacs);
    }

    [Fact]
    public void Windows_of_a_batch_and_tokens_stay_those_of_one_sample()
    {
        // Batch x windows as one dimension, then a class token that is stretched over the batch, then time before batch.
        var network = new OnnxSketch(13, 6, 8, 4, 4).Ints("split", 6, 8, 2, 2, 2, 2).Ints("rows", 24, 4, 8).Ints("whole", 6, 16, 8).Weight("w", 8, 8).Weight("token", 1, 1, 8).Ints("many", 6, 1, 8)
            .Node("Reshape(x, split) -> a").Node("Transpose(a) -> b", ("perm", new long[] { 0, 2, 4, 3, 5, 1 })).Node("Reshape(b, rows) -> c").Node("MatMul(c, w) -> d")
            .Node("Reshape(d, whole) -> e").Node("Expand(token, many) -> t").Node("Concat(t, e) -> f", ("axis", 1)).Node("Transpose(f) -> g", ("perm", new long[] { 1, 0, 2 })).Node("MatMul(g, w) -> y").Import().Network;
        Assert.Equal((16 * 64) + (17 * 64), network.TotalMacs);
        Assert.Equal(64 + 8, network.TotalParams);
    }

    [Fact]
    public void A_batch_that_runs_into_the_sample_is_counted_whole_and_said()
    {
        var imported = new OnnxSketch(13, 4, 2, 3, 3).Weight("w", 5, 8, 1, 1).Ints("s", 1, 8, 3, 3).Node("Reshape(x, s) -> r").Node("Conv(r, w) -> y").Import();
        Assert.Equal(5 * 8 * 9, imported.Network.TotalMacs);
        Assert.Contains(imported.Notes, note => note.Message.Contains("the whole batch is counted as one sample", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?")]
    [InlineData("None")]
    [InlineData("dynamic")]
    [InlineData("anything")]
    public void One_name_for_batch_and_sizes_is_no_name(string free)
    {
        var imported = new OnnxSketch(13).Input("x", free, 3, free, free).Weight("w", 8, 3, 3, 3).Node("Conv(x, w) -> c", ("pads", Pads)).Node("GlobalAveragePool(c) -> y").Import();
        Assert.Equal(216L * 224 * 224, imported.Network.TotalMacs);
        Assert.Contains("224 is assumed", Assert.Single(imported.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_two_inputs_share_has_one_size()
    {
        var imported = new OnnxSketch(13).Input("x", "batch", "seq", 8).Input("mask", "batch", "seq", "seq").Node("MatMul(mask, x) -> y")
            .Import(new NetworkImportOptions { Inputs = NetworkImportOptionsOf(("x", new Shape(12, 8))) });
        Assert.Equal(12 * 12 * 8, imported.Network.TotalMacs);
        Assert.Empty(imported.Notes);
    }

    [Theory]
    [InlineData("frames", "N")]
    [InlineData("seq_len", "batch")]
    public void A_sequence_may_come_before_its_batch(string first, string second)
    {
        var network = new OnnxSketch(13).Input("x", first, second, 8).Input("h", 2, second, 16).Weight("w", 2, 48, 8).Weight("r", 2, 48, 16)
            .Node("GRU(x, w, r, _, _, h) -> y", ("hidden_size", 16), ("direction", "bidirectional")).Import().Network;
        Assert.Equal(128L * 2 * 48 * 24, network.TotalMacs);
    }

    [Fact]
    public void The_state_of_a_recurrent_layer_has_its_batch_behind_its_layers()
    {
        var network = new OnnxSketch(13).Input("x", null, 10, 8).Input("h", 1, null, 16).Input("c", 1, null, 16).Weight("w", 1, 64, 8).Weight("r", 1, 64, 16)
            .Node("Transpose(x) -> t", ("perm", new long[] { 1, 0, 2 })).Node("LSTM(t, w, r, _, _, h, c) -> y", ("hidden_size", 16)).Import().Network;
        Assert.Equal(10 * 64 * 24, network.TotalMacs);
    }

    [Fact]
    public void A_first_dimension_without_a_batch_is_counted_and_said()
    {
        var imported = new OnnxSketch(13, 512, 128).Weight("w", 128, 64).Node("MatMul(x, w) -> y").Import();
        Assert.Equal(4_194_304, imported.Network.TotalMacs);
        Assert.Contains("first dimension of 512", Assert.Single(imported.Notes).Message, StringComparison.Ordinal);
        var two = new OnnxSketch(9).Input("a", 3, 4).Input("b", 4, 3).Node("MatMul(a, b) -> y").Import();
        Assert.Equal(36, two.Network.TotalMacs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Free_channels_follow_from_the_weight(int channels)
    {
        var imported = new OnnxSketch(13).Input("x", "N", "C", "H", "W").Weight("w", 4, channels, 1, 1).Node("Relu(x) -> r").Node("Conv(r, w) -> y").Import();
        Assert.Equal(4L * channels * 224 * 224, imported.Network.TotalMacs);
        var last = new OnnxSketch(13).Input("x", "N", 20, 20, "C").Weight("w", 4, channels, 1, 1).Node("Transpose(x) -> t", ("perm", new long[] { 0, 3, 1, 2 })).Node("Conv(t, w) -> y").Import();
        Assert.Equal(4L * channels * 400, last.Network.TotalMacs);
        Assert.Empty(last.Notes);
        var features = new OnnxSketch(13).Input("x", "N", 7, null).Weight("w", channels, 5).Node("MatMul(x, w) -> y").Import();
        Assert.Equal(7 * 5 * channels, features.Network.TotalMacs);
    }

    [Fact]
    public void A_shape_reaches_the_image_wherever_it_stands_and_any_input_by_its_name()
    {
        OnnxSketch Sketch() => new OnnxSketch(11).Input("im_shape", "n", 2).Input("image", "n", 3, "h", "w").Input("scale", "n", 2).Weight("w", 4, 3, 1, 1).Weight("f", 4, 4)
            .Node("Conv(image, w) -> c").Node("GlobalAveragePool(c) -> g").Node("Flatten(g) -> v").Node("Gemm(v, f) -> z").Node("Concat(im_shape, scale) -> s", ("axis", 1)).Node("Add(z, s) -> y");
        var macs = (12L * 320 * 320) + 16;
        Assert.Equal(macs, Sketch().Import(new NetworkImportOptions { Input = new Shape(3, 320, 320) }).Network.TotalMacs);
        Assert.Equal(macs, Sketch().Import(new NetworkImportOptions { Inputs = NetworkImportOptionsOf(("image", new Shape(1, 3, 320, 320)), ("scale", new Shape(2))) }).Network.TotalMacs);
        Assert.Equal((12L * 224 * 224) + 16, Sketch().Import().Network.TotalMacs);
        var error = Assert.Throws<GraphException>(() => Sketch().Import(new NetworkImportOptions { Inputs = NetworkImportOptionsOf(("img", new Shape(3, 9, 9))) }));
        Assert.Contains("has no input 'img': its inputs are 'im_shape', 'image', 'scale'", error.Message, StringComparison.Ordinal);
        Assert.Contains("has 4 dimensions", Assert.Throws<GraphException>(() => Sketch().Import(new NetworkImportOptions { Inputs = NetworkImportOptionsOf(("image", new Shape(9))) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_is_too_short_for_the_graph_is_taken_longer()
    {
        var imported = new OnnxSketch(13).Input("x", "N", null).Ints("one", 1).Weight("w", 2, 1, 256).Node("Unsqueeze(x, one) -> u").Node("Conv(u, w) -> y").Import();
        Assert.Contains("512 is assumed", Assert.Single(imported.Notes).Message, StringComparison.Ordinal);
        Assert.Equal(257 * 256 * 2, imported.Network.TotalMacs);
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, Shape> NetworkImportOptionsOf(params (string Name, Shape Shape)[] inputs) =>
        System.Collections.Immutable.ImmutableDictionary.CreateRange(inputs.Select(i => KeyValuePair.Create(i.Name, i.Shape)));
}
