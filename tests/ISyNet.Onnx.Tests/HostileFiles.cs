using CsCheck;
using ISyNet.Graph;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>Files that are damaged or mean harm: read, or refused in one line that names the file; never a crash or a hang.</summary>
public sealed class HostileFiles : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_path);

    private string Refusal(OnnxSketch sketch)
    {
        OnnxFile.Write(_path, sketch.Model);
        var error = Assert.Throws<GraphException>(() => NetworkImport.Load(_path));
        Assert.StartsWith(_path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    [Fact]
    public void A_circle_names_a_node_of_it() =>
        Assert.Contains("node 'n0' (Add, opset 17): is part of a circle", Refusal(new OnnxSketch(17, 1, 4).Node("Add(x, y) -> a").Node("Relu(a) -> y")));

    [Fact]
    public void A_value_that_nobody_writes_is_named() =>
        Assert.Contains("reads 'ghost', which no node writes", Refusal(new OnnxSketch(17, 1, 4).Node("Relu(ghost) -> y")));

    [Fact]
    public void A_value_written_twice_is_named() =>
        Assert.Contains("writes 'y', which is there already", Refusal(new OnnxSketch(17, 1, 4).Node("Relu(x) -> y").Node("Relu(x) -> y")));

    [Fact]
    public void Weights_outside_the_folder_are_refused()
    {
        var sketch = new OnnxSketch(17, 1, 4).Weight("w", 4, 4).Node("MatMul(x, w) -> y");
        var weight = sketch.Model.Graph.Initializer[0];
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
        Assert.Contains("outside the model's folder", Refusal(sketch));
        weight.ExternalData[0].Value = "/etc/passwd";
        Assert.Contains("outside the model's folder", Refusal(sketch));
    }

    [Fact]
    public void Weights_in_a_file_that_is_not_there_need_only_their_dimensions()
    {
        var sketch = new OnnxSketch(17, 1, 4).Weight("w", 4, 6).Node("MatMul(x, w) -> y");
        sketch.Model.Graph.Initializer[0].FloatData.Clear();
        sketch.Model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        sketch.Model.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
        Assert.Equal(24, sketch.Import().Network.TotalParams);
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    [InlineData(-5)]
    public void Absurd_sizes_are_refused(long size)
    {
        var sketch = new OnnxSketch(17, 1, 4).Node("MatMul(x, w) -> y");
        sketch.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 4, size } });
        Refusal(sketch);
    }

    [Fact]
    public void A_constant_that_would_fill_the_memory_is_refused_or_never_made()
    {
        var sketch = new OnnxSketch(17, 1, 4).Ints("huge", 1L << 20, 1L << 20).Node("ConstantOfShape(huge) -> c").Node("Shape(c) -> s")
            .Node("ConstantOfShape(s) -> d").Node("Reshape(x, d) -> y");
        Refusal(sketch);
    }

    [Fact, Trait("Category", Property.Category)]
    public void A_file_cut_off_anywhere_or_changed_is_read_or_refused() => Mutate("AlexNet", 150);

    [Fact, Trait("Category", Property.Category)]
    [Trait("Category", "Long")]
    public void A_hundred_thousand_mutations_are_read_or_refused()
    {
        var seeds = Seeds;
        Parallel.For(0, seeds.Length, i =>
        {
            var path = $"{_path}.{i}.onnx";
            try
            {
                OnnxFile.Write(path, seeds[i].Model);
                Mutate(path, File.ReadAllBytes(path), 100_000 / seeds.Length);
            }
            finally
            {
                File.Delete(path);
            }
        });
    }

    private static OnnxSketch[] Seeds =>
    [
        new OnnxSketch(17).Input("x", "N", 3, 8, 8).Weight("w", 4, 3, 3, 3).Weight("f", 5, 4).Weight("b", 5)
            .Node("Conv(x, w) -> c", ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu(c) -> r")
            .Node("MaxPool(r) -> m", ("kernel_shape", new long[] { 2, 2 })).Node("GlobalAveragePool(m) -> p").Node("Flatten(p) -> v").Node("Gemm(v, f, b) -> y", ("transB", 1)),
        new OnnxSketch(13, 1, 8, 4, 4).Ints("zero", 0).Ints("minus", -1).Node("Shape(x) -> s").Node("Gather(s, zero) -> b").Node("Concat(b, minus) -> t", ("axis", 0))
            .Node("Reshape(x, t) -> r").Node("Softmax(r) -> y"),
        new OnnxSketch(17, 1, 9, 8).Ints("s", 0, 0, 2, 4).Ints("p", 2, 6).Weight("w", 8, 8).Node("MatMul(x, w) -> z").Node("Reshape(z, s) -> r").Node("Transpose(r) -> k", ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("Transpose(r) -> q", ("perm", new long[] { 0, 2, 1, 3 })).Node("MatMul(q, k) -> a").Node("Softmax(a) -> y"),
        new OnnxSketch(18, 1, 6, 4, 4).Ints("s", 2, 4).Ints("n", 2).Node("Split(x, s) -> a, c", ("axis", 1)).Node("NonZero(a) -> z").Node("TopK(c, n) -> t, i").Node("Expand(t, s) -> e").Node("Tile(z, s) -> y"),
        new OnnxSketch(13, 1, 3, 6, 6).Weight("w", 3, 3, 3, 3).Scalar("n", 4).Node("loc:Block(x, w) -> a").Node("ReduceMax(a) -> m", ("keepdims", 0)).Node("Cast(m) -> c", ("to", 9))
            .Node("If(c) -> b", ("then_branch", new OnnxSketch(13).Node("Conv(a, w) -> t", ("pads", new long[] { 1, 1, 1, 1 })).Body(["t"])), ("else_branch", new OnnxSketch(13).Node("Relu(a) -> e").Body(["e"])))
            .Node("Loop(n, _, b) -> y", ("body", new OnnxSketch(13).Node("Identity(go) -> on").Node("loc:Block(v, w) -> r").Body(["on", "r"], "i", "go", "v")))
            .Function("loc", "Block", ["X", "W"], ["Y"], new OnnxSketch(13).Node("Conv(X, W) -> t", ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu(t) -> Y")),
        new OnnxSketch(13).Input("x", 5, "N", 4).Weight("w", 1, 24, 4).Weight("r", 1, 24, 6).Weight("h", 1, 6).Weight("q", 6, 6).Ints("one", 1).Node("LSTM(x, w, r) -> a", ("hidden_size", 6)).Node("Squeeze(a, one) -> b")
            .Node("Scan(h, b) -> l, y", ("body", new OnnxSketch(13).Node("MatMul(s, q) -> m").Node("Add(m, v) -> n").Node("Identity(n) -> o").Body(["n", "o"], "s", "v")), ("num_scan_inputs", 1)),
        new OnnxSketch(13, 4, 6, 8).Set("com.microsoft").Weight("w", 8, 24).Weight("b", 24).Ints("s", 4, 48).Weight("f", 48, 5).Node("com.microsoft:Attention(x, w, b) -> a", ("num_heads", 2)).Node("Reshape(a, s) -> r").Node("Gemm(r, f) -> y"),
        new OnnxSketch(13, 1, 9, 32).Set("com.microsoft").Weight("k", 32, 16).Weight("g", 32).Weight("q", 16).Tensor("l", OnnxDataType.Int32, 1).Tensor("t", OnnxDataType.Int32, 1).Tensor("n", OnnxDataType.UInt8, 16, 2, 8).Weight("s", 32)
            .Node("com.microsoft:SkipLayerNormalization(x, x, g, g) -> a").Node("MatMul(a, k) -> kv").Node("com.microsoft:GroupQueryAttention(a, kv, kv, _, _, l, t) -> b, pk, pv", ("num_heads", 4), ("kv_num_heads", 2))
            .Node("com.microsoft:MultiHeadAttention(b, b, b) -> c", ("num_heads", 4)).Node("com.microsoft:MatMulNBits(c, n, s) -> d", ("K", 32), ("N", 16), ("bits", 4), ("block_size", 16)).Node("com.microsoft:BiasGelu(d, q) -> e")
            .Node("com.microsoft:FusedMatMul(e, k) -> y", ("transB", 1)),
        new OnnxSketch(13, 3, 2, 4, 4).Ints("s", 3, 32).Weight("f", 32, 5).Weight("p", 2, 1, 1).Node("PRelu(x, p) -> q").Node("Reshape(q, s) -> r").Node("Gemm(r, f) -> y"),
    ];

    [Fact]
    public void Attention_at_which_the_runtime_would_end_the_program_is_refused()
    {
        const string message = "attention whose weights are no matrix";
        Assert.Contains(message, Refusal(new OnnxSketch(13, 1, 6, 8).Set("com.microsoft").Weight("b", 24).Node("com.microsoft:Attention(x, b) -> y", ("num_heads", 2))), StringComparison.Ordinal);
        var hidden = new OnnxSketch(13, 1, 6, 8).Set("com.microsoft").Weight("b", 24).Weight("c", 1, 6, 8).Scalar("n", 1).Node("Loop(n, _, c) -> l", ("body", new OnnxSketch(13).Node("Identity(go) -> on").Node("com.microsoft:Attention(v, b) -> r", ("num_heads", 2)).Body(["on", "r"], "i", "go", "v")))
            .Node("Add(x, l) -> y");
        Assert.Contains(message, Refusal(hidden), StringComparison.Ordinal);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Bodies_and_batches_that_are_changed_are_read_or_refused()
    {
        foreach (var sketch in Seeds[4..])
        {
            Assert.True(sketch.Import().Network.TotalMacs > 0);
            OnnxFile.Write(_path, sketch.Model);
            Mutate(_path, File.ReadAllBytes(_path), 60);
        }
    }

    private void Mutate(string model, int count) => Mutate(_path, File.ReadAllBytes(TestModels.Path(model)), count);

    private static void Mutate(string path, byte[] whole, int count) =>
        (from place in Gen.Int[0, whole.Length - 1].Array[1, 4]
         from value in Gen.Byte.Array[4]
         from cut in Gen.Frequency((8, Gen.Const(whole.Length)), (1, Gen.Int[0, whole.Length]))
         select (place, value, cut)).ForAll(
            mutation =>
            {
                var bytes = whole.ToArray();
                for (var i = 0; i < mutation.place.Length; i++)
                    bytes[mutation.place[i]] = mutation.value[i];
                File.WriteAllBytes(path, bytes[..mutation.cut]);
                try
                {
                    _ = NetworkImport.Load(path);
                }
                catch (GraphException error)
                {
                    Assert.StartsWith(path, error.Message);
                    Assert.DoesNotContain('\n', error.Message);
                }
            },
            cases: count);
}
