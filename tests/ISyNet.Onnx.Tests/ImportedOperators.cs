using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>Operators of classification and detection networks, each in the smallest file that has it.</summary>
public class ImportedOperators
{
    private static Network One(OnnxSketch sketch)
    {
        var imported = sketch.Import();
        Assert.Empty(imported.Notes);
        return imported.Network;
    }

    [Theory]
    [InlineData("NOTSET", 2, 1, 1, 6)]
    [InlineData("SAME_UPPER", 2, 0, 1, 6)]
    [InlineData("SAME_LOWER", 2, 1, 0, 6)]
    [InlineData("VALID", 2, 0, 0, 5)]
    public void Padding_of_every_mode_is_resolved(string mode, int stride, int begin, int end, int width)
    {
        var sketch = new OnnxSketch(17, 1, 4, 12, 12).Weight("w", 8, 2, 3, 3).Weight("b", 8);
        sketch.Node("Conv(x, w, b) -> y", mode == "NOTSET"
            ? [("strides", new long[] { stride, stride }), ("group", 2), ("pads", new long[] { 1, 1, 1, 1 })]
            : [("strides", new long[] { stride, stride }), ("group", 2), ("auto_pad", mode)]);
        var network = One(sketch);
        var conv = (Conv)network.Layers[^1].Op;
        Assert.Equal((begin, end, 2, true), (conv.Window.PadLeft, conv.Window.PadRight, conv.Groups, conv.Bias));
        Assert.Equal(new(8, width, width), network.Output);
        Assert.Equal((8 * 2 * 9) + 8, network.TotalParams);
        Assert.Equal(8 * width * width * 2 * 9, network.TotalMacs);
    }

    [Fact]
    public void A_convolution_over_one_or_three_dimensions_keeps_its_work()
    {
        var line = One(new OnnxSketch(17, 1, 4, 20).Weight("w", 6, 4, 5).Node("Conv(x, w) -> y", ("dilations", new long[] { 2 })));
        Assert.Equal((6 * 4 * 5, 6 * 12 * 4 * 5), (line.TotalParams, line.TotalMacs));
        Assert.Equal(new(6, 12), line.Output);
        var solid = One(new OnnxSketch(17, 1, 4, 6, 7, 8).Weight("w", 6, 4, 3, 2, 1).Node("Conv(x, w) -> y"));
        Assert.Equal((6 * 4 * 6, 6 * 4 * 6 * 8 * 4 * 6), (solid.TotalParams, solid.TotalMacs));
    }

    [Fact]
    public void Dimensions_of_large_computed_constants_are_found()
    {
        var network = new OnnxSketch(13, 1, 5000).Scalar("zero", 0).Scalar("one", 1).Node("Shape(x) -> dims").Node("Gather(dims, one) -> n", ("axis", 0))
            .Node("Range(zero, n, one) -> r").Node("Concat(r, r) -> rr", ("axis", 0)).Node("Shape(rr) -> s")
            .Node("Concat(x, x) -> xx", ("axis", 1)).Node("Reshape(xx, s) -> y").Import().Network;
        Assert.Equal(new(10_000), network.Output);
    }

    [Fact]
    public void Branches_of_different_rank_are_run()
    {
        var none = new OnnxSketch().Ints("empty").Node("Identity(empty) -> nothing").Model.Graph;
        none.Output.Clear();
        none.Output.Add(new ValueInfoProto { Name = "nothing", Type = new TypeProto { TensorType = new() { ElemType = 7, Shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 0 } } } } } });
        var sketch = new OnnxSketch(13, 1, 4).Node("ReduceMax(x) -> most", ("keepdims", 0)).Node("Cast(most) -> yes", ("to", 9)).Node("Cast(x) -> xi", ("to", 7)).If(none, "either", "xi").Ints("from", 0).Ints("to", 1).Ints("axis", 0)
            .Node("Slice(either, from, to, axis) -> y");
        var imported = sketch.Import();
        Assert.Contains(imported.Notes, note => note.OpType == "If");
        Assert.Equal(new(4), imported.Network.Output);
    }

    [Fact]
    public void A_baked_in_size_is_said()
    {
        var sketch = new OnnxSketch(17, 1, 4, 6, 6).Weight("mask", 1, 4, 6, 6).Node("Mul(x, mask) -> y");
        var error = Assert.Throws<GraphException>(() => sketch.Import(new NetworkImportOptions { Input = new Shape(4, 8, 8) }));
        Assert.Contains("its input size is fixed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_and_biases_of_their_own_are_parameters_once()
    {
        var network = One(new OnnxSketch(17, 1, 4, 6, 6).Weight("scale", 4, 1, 1).Weight("three", 1).Weight("bias", 1, 4, 1, 1)
            .Node("Mul(x, scale) -> a").Node("Add(a, bias) -> b").Node("Add(b, three) -> c").Node("Mul(c, scale) -> y"));
        Assert.Equal(4 + 4, network.TotalParams);
    }

    [Fact]
    public void A_transposed_convolution_has_its_weights_and_size()
    {
        var network = One(new OnnxSketch(11, 1, 6, 5, 5).Weight("w", 6, 4, 3, 3).Weight("b", 8)
            .Node("ConvTranspose(x, w, b) -> y", ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("output_padding", new long[] { 1, 1 }), ("group", 2)));
        Assert.Equal(new(8, 10, 10), network.Output);
        Assert.Equal((6 * 4 * 9) + 8, network.TotalParams);
        Assert.Equal(6 * 25 * 4 * 9, network.TotalMacs);
        Assert.Equal(network.Output, network.Layers[^1].Op.OutputShape([network.Input]));
    }

    [Theory]
    [InlineData("Gemm(x, w, b) -> y", 10, 5, true, 0)]
    [InlineData("Gemm(x, w, b) -> y", 5, 10, true, 1)]
    [InlineData("MatMul(x, w) -> y", 10, 5, false, 0)]
    public void A_product_with_a_constant_matrix_is_a_linear_layer(string call, int rows, int columns, bool bias, int transposed)
    {
        var sketch = new OnnxSketch(13, 1, 10).Weight("w", rows, columns).Weight("b", 5);
        sketch.Node(call, transposed == 1 ? [("transB", 1)] : []);
        Assert.Equal(new Linear(5, bias), One(sketch).Layers[^1].Op);
    }

    [Fact]
    public void A_product_and_the_addition_of_a_constant_vector_are_one_linear_layer()
    {
        var network = One(new OnnxSketch(13, 1, 7, 10).Weight("w", 10, 5).Weight("b", 5).Node("MatMul(x, w) -> p").Node("Add(b, p) -> y"));
        Assert.Equal(2, network.Layers.Length);
        Assert.Equal((55, 350, new Shape(7, 5)), (network.TotalParams, network.TotalMacs, network.Output));
    }

    [Fact]
    public void A_constant_matrix_from_the_left_keeps_its_work()
    {
        var network = One(new OnnxSketch(13, 1, 10, 7).Weight("w", 5, 10).Node("MatMul(w, x) -> y"));
        Assert.Equal((50, 5 * 10 * 7, new Shape(5, 7)), (network.TotalParams, network.TotalMacs, network.Output));
    }

    [Fact]
    public void Attention_of_computed_tensors_is_matrix_products()
    {
        var network = One(new OnnxSketch(13, 1, 9, 8).Ints("s", 0, 0, 2, 4).Node("Reshape(x, s) -> r")
            .Node("Transpose(r) -> q", ("perm", new long[] { 0, 2, 1, 3 })).Node("Transpose(r) -> k", ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("MatMul(q, k) -> a").Node("Softmax(a) -> p").Node("MatMul(p, q) -> y"));
        Assert.Equal(2 * (2 * 9 * 9 * 4), network.TotalMacs);
        Assert.Equal(new(2, 9, 4), network.Output);
    }

    [Fact]
    public void Attention_as_one_operator_is_two_products_and_a_softmax()
    {
        var network = One(new OnnxSketch(23, 1, 9, 8).Node("Attention(x, x, x) -> y", ("q_num_heads", 2), ("kv_num_heads", 2)));
        Assert.Equal(2 * (2 * 9 * 9 * 4), network.TotalMacs);
        Assert.Single(network.Layers, layer => layer.Op is Imported { Work: WorkKind.Softmax });
    }

    [Theory]
    [InlineData("bij,bjk->bik", 2 * 3 * 4 * 5, 0)]
    [InlineData("bij,bkj->bik", 2 * 3 * 4 * 5, 1)]
    public void An_einstein_sum_is_a_product(string equation, int macs, int transposed)
    {
        var imported = new OnnxSketch(13).Input("x", 2, 3, 4).Node("Slice(x, s, e, a) -> t").Ints("s", 0).Ints("e", 9).Ints("a", 0)
            .Input("z", transposed == 1 ? [2, 5, 4] : [2, 4, 5]).Node("Einsum(t, z) -> y", ("equation", equation)).Import();
        // Whether the 2 is a batch nobody knows: it is counted, and said.
        Assert.Equal(macs, imported.Network.TotalMacs);
        Assert.Equal(2, imported.Notes.Count(note => note.Message.Contains("not as a batch", StringComparison.Ordinal)));
    }

    [Fact]
    public void Split_gives_a_move_for_each_part_that_is_used()
    {
        var network = One(new OnnxSketch(17, 1, 6, 4, 4).Ints("s", 2, 3, 1).Node("Split(x, s) -> a, b, c", ("axis", 1)).Node("Concat(b, a) -> y", ("axis", 1)));
        Assert.Equal(new(5, 4, 4), network.Output);
        Assert.Equal(2, network.Layers.Count(layer => layer.Op is Imported { Work: WorkKind.DataMove }));
        Assert.Equal(new Concat(), network.Layers[^1].Op);
    }

    [Theory]
    [InlineData("Relu", ActivationKind.Relu)]
    [InlineData("LeakyRelu", ActivationKind.LeakyRelu)]
    [InlineData("Elu", ActivationKind.Elu)]
    [InlineData("Sigmoid", ActivationKind.Sigmoid)]
    [InlineData("HardSigmoid", ActivationKind.HardSigmoid)]
    [InlineData("HardSwish", ActivationKind.HardSwish)]
    [InlineData("Tanh", ActivationKind.Tanh)]
    [InlineData("Mish", ActivationKind.Mish)]
    [InlineData("Softplus", ActivationKind.Softplus)]
    [InlineData("Gelu", ActivationKind.Gelu)]
    [InlineData("Clip", ActivationKind.Relu6)]
    public void Activations_are_known(string op, ActivationKind kind) =>
        Assert.Equal(new Activation(kind), One(new OnnxSketch(20, 1, 3, 4, 4).Node($"{op}(x) -> y")).Layers[^1].Op);

    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    public void A_mean_over_height_and_width_is_a_global_pooling(int opset)
    {
        var sketch = new OnnxSketch(opset, 1, 3, 4, 5);
        if (opset < 18)
            sketch.Node("ReduceMean(x) -> y", ("axes", new long[] { 2, 3 }), ("keepdims", 0));
        else
            sketch.Ints("a", 2, 3).Node("ReduceMean(x, a) -> y", ("keepdims", 0));
        var network = One(sketch);
        Assert.Contains(network.Layers, layer => layer.Op is GlobalPool);
        Assert.Equal(new(3), network.Output);
    }

    [Fact]
    public void Normalisations_own_scale_and_shift()
    {
        var layer = One(new OnnxSketch(17, 1, 7, 7, 12).Weight("s", 12).Weight("b", 12).Node("LayerNormalization(x, s, b) -> y"));
        Assert.Equal(24, layer.TotalParams);
        var batch = One(new OnnxSketch(9, 1, 6, 5, 5).Weight("s", 6).Weight("b", 6).Weight("m", 6).Weight("v", 6).Node("BatchNormalization(x, s, b, m, v) -> y"));
        Assert.Equal(12, batch.TotalParams);
    }

    [Fact]
    public void Quantised_convolution_counts_like_a_float_one()
    {
        var sketch = new OnnxSketch(13, 1, 3, 8, 8).Weight("s", 1).Weight("w", 4, 3, 3, 3);
        sketch.Model.Graph.Initializer[0].Dims.Clear();
        sketch.Node("QuantizeLinear(x, s) -> q").Node("DequantizeLinear(q, s) -> d").Node("QuantizeLinear(w, s) -> wq").Node("DequantizeLinear(wq, s) -> wd")
            .Node("Conv(d, wd) -> y");
        var network = One(sketch);
        Assert.Equal((108, 108 * 36), (network.TotalParams, network.TotalMacs));
        // Quantising and restoring says in which numbers the convolution computes: only it and the input are layers.
        Assert.Equal(2, network.Layers.Length);
        // A value that leaves in bytes is converted.
        var converted = One(new OnnxSketch(13, 1, 3, 8, 8).Weight("s", 1).Node("QuantizeLinear(x, s) -> q").Node("DequantizeLinear(q, s) -> d").Node("Relu(d) -> r").Node("QuantizeLinear(r, s) -> y"));
        Assert.Equal(3, converted.Layers.Length);
    }

    [Fact]
    public void Shape_arithmetic_vanishes_even_in_a_chain()
    {
        var sketch = new OnnxSketch(13, 1, 8, 4, 4).Ints("zero", 0).Ints("one", 1).Ints("minus", -1);
        sketch.Ints("two", 2);
        var value = "x";
        for (var i = 0; i < 12; i++)
        {
            sketch.Node($"Shape({value}) -> s{i}").Node($"Gather(s{i}, zero) -> b{i}").Node($"Gather(s{i}, one) -> c{i}").Node($"Div(c{i}, two) -> h{i}")
                .Node($"Concat(b{i}, two, h{i}, minus) -> t{i}", ("axis", 0)).Node($"Reshape({value}, t{i}) -> r{i}")
                .Node($"Transpose(r{i}) -> p{i}", ("perm", new long[] { 0, 2, 1, 3 })).Node($"Concat(b{i}, c{i}, minus) -> u{i}", ("axis", 0)).Node($"Reshape(p{i}, u{i}) -> v{i}");
            value = $"v{i}";
        }

        var network = One(sketch.Node($"Relu({value}) -> y"));
        Assert.Equal(new(8, 16), network.Output);
        Assert.Equal(12, network.Layers.Count(layer => layer.Op.Kind == "transpose"));
        Assert.All(network.Layers, layer => Assert.Contains(layer.Op.Kind, new[] { "input", "reshape", "transpose", "relu" }));
    }

    [Fact]
    public void A_shape_that_depends_on_data_is_taken_on_zeros_and_said()
    {
        var imported = new OnnxSketch(13, 1, 5).Node("NonZero(x) -> n").Node("Cast(n) -> c", ("to", 1)).Node("Relu(c) -> y").Import();
        var note = Assert.Single(imported.Notes);
        Assert.Equal(("n0", "NonZero", 13), (note.Node, note.OpType, note.Opset));
    }

    [Fact]
    public void An_unknown_operator_is_costed_and_said_by_name_operator_and_opset()
    {
        var sketch = new OnnxSketch(17, 1, 3, 8, 8).Weight("w", 4, 3, 3, 3).Node("my.domain:Magic(x) -> m").Node("Conv(m, w) -> y");
        sketch.Model.OpsetImport.Add(new Proto.OperatorSetIdProto { Domain = "my.domain", Version = 3 });
        var imported = sketch.Import();
        var note = Assert.Single(imported.Notes);
        Assert.Equal(("n0", "my.domain:Magic", 3), (note.Node, note.OpType, note.Opset));
        Assert.Equal(new Imported("Magic", WorkKind.Unknown, "my.domain", 3), imported.Network.Layers[1].Op);
        Assert.Equal(108 * 36, imported.Network.TotalMacs);
    }

    [Fact]
    public void An_operator_that_no_version_of_ONNX_has_is_costed_and_said()
    {
        var note = Assert.Single(new OnnxSketch(17, 1, 3, 8, 8).Node("Frobnicate(x) -> m").Node("Relu(m) -> y").Import().Notes);
        Assert.Equal("Frobnicate", note.OpType);
    }

    [Fact]
    public void Free_dimensions_take_a_batch_of_one_the_given_size_or_224()
    {
        OnnxSketch Sketch() => new OnnxSketch(17).Input("x", "N", 3, "H", null).Node("Relu(x) -> y");
        Assert.Equal(new(3, 224, 224), Sketch().Import().Network.Input);
        var note = Assert.Single(Sketch().Import().Notes);
        Assert.Contains("dimensions 2 ('H'), 3 are free; 224 is assumed", note.Message, StringComparison.Ordinal);
        var given = Sketch().Import(new NetworkImportOptions { Input = new(3, 64, 96) });
        Assert.Equal(new(3, 64, 96), given.Network.Output);
        Assert.Empty(given.Notes);
    }

    [Fact]
    public void A_fixed_batch_becomes_one_though_a_reshape_holds_it()
    {
        Assert.Equal(new(3, 8, 8), new OnnxSketch(17, 16, 3, 8, 8).Node("Relu(x) -> y").Import().Network.Output);
        var stuck = new OnnxSketch(17, 16, 3, 8, 8).Ints("s", 16, -1).Weight("w", 192, 10).Node("Reshape(x, s) -> r").Node("MatMul(r, w) -> y");
        var network = One(stuck);
        Assert.Equal((1920, new(10)), (network.TotalMacs, network.Output));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(22)]
    public void Old_and_new_operator_sets_are_read(int opset)
    {
        var network = One(new OnnxSketch(opset, 1, 3, 8, 8).Weight("w", 4, 3, 3, 3).Weight("f", 10, 4).Weight("b", 10).Node("Conv(x, w) -> c").Node("Relu(c) -> r")
            .Node("GlobalAveragePool(r) -> p").Node("Flatten(p) -> v").Node("Gemm(v, f, b) -> y", ("transB", 1)));
        Assert.Equal(108 + 50, network.TotalParams);
    }

    [Theory]
    [InlineData((int)OnnxDataType.Float16)]
    [InlineData((int)OnnxDataType.Double)]
    [InlineData((int)OnnxDataType.BFloat16)]
    public void Other_precisions_are_read(int type)
    {
        var sketch = new OnnxSketch(17, 1, 64, 8, 8).Weight("w", 128, 64, 1, 1).Node("Conv(x, w) -> c").Node("Relu(c) -> y");
        sketch.Model.Graph.Input[0].Type.TensorType.ElemType = type;
        sketch.Model.Graph.Initializer[0].DataType = type;
        Assert.Equal(128 * 64, One(sketch).TotalParams);
    }
}
