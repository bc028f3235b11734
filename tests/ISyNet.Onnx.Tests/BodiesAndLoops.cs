using ISyNet.Graph.Ops;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>Functions of a file, branches, loops and recurrent layers: their bodies are counted, and what is assumed is said.</summary>
public class BodiesAndLoops
{
    private static long[] Pads => [1, 1, 1, 1];

    private static OnnxSketch Block => new OnnxSketch(13).Node("Conv(X, W) -> t", ("pads", Pads)).Node("Relu(t) -> Y");

    [Fact]
    public void A_function_is_written_out_at_each_call()
    {
        var once = new OnnxSketch(13, 1, 3, 32, 32).Weight("w", 16, 3, 3, 3).Node("loc:Block(x, w) -> y").Function("loc", "Block", ["X", "W"], ["Y"], Block).Import();
        Assert.Equal((442_368, 432), (once.Network.TotalMacs, once.Network.TotalParams));
        Assert.Empty(once.Notes);
        var nested = new OnnxSketch(13, 1, 8, 8, 8).Weight("w", 8, 8, 3, 3).Node("loc:Two(x, w) -> a").Node("loc:Two(a, w) -> y").Function("loc", "Block", ["X", "W"], ["Y"], Block)
            .Function("loc", "Two", ["P", "V"], ["Q"], new OnnxSketch(13).Node("loc:Block(P, V) -> m").Node("loc:Block(m, V) -> Q")).Import();
        Assert.Equal((4 * 576 * 64, 576), (nested.Network.TotalMacs, nested.Network.TotalParams));
    }

    [Fact]
    public void Attributes_of_a_call_reach_the_body()
    {
        var body = new OnnxSketch(13).Node("Conv(X, W) -> Y", ("strides", "@step"), ("pads", Pads));
        var network = new OnnxSketch(13, 1, 3, 8, 8).Weight("w", 4, 3, 3, 3).Node("loc:Strided(x, w) -> y", ("step", new long[] { 2, 2 })).Function("loc", "Strided", ["X", "W"], ["Y"], body, "step").Import().Network;
        Assert.Equal(108 * 16, network.TotalMacs);
    }

    [Fact]
    public void Functions_that_call_each_other_without_end_or_grow_without_bounds_are_refused()
    {
        var circle = new OnnxSketch(13, 1, 3).Node("loc:F(x) -> y").Function("loc", "F", ["X"], ["Y"], new OnnxSketch(13).Node("loc:F(X) -> Y"));
        Assert.Contains("does one call itself", Assert.Throws<ImportLimitException>(() => FunctionInlining.Apply(circle.Model)).Message, StringComparison.Ordinal);
        var doubling = new OnnxSketch(13, 1, 3).Node("loc:F30(x) -> y").Function("loc", "F0", ["X"], ["Y"], new OnnxSketch(13).Node("Relu(X) -> Y"));
        for (var i = 1; i <= 30; i++)
            doubling.Function("loc", $"F{i}", ["X"], ["Y"], new OnnxSketch(13).Node($"loc:F{i - 1}(X) -> t").Node($"loc:F{i - 1}(t) -> Y"));
        Assert.Contains("more than the 200000 nodes", Assert.Throws<ImportLimitException>(() => FunctionInlining.Apply(doubling.Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_condition_on_the_sample_the_branch_with_more_weights_is_counted_and_what_the_condition_takes()
    {
        var large = new OnnxSketch(13).Weight("w3", 16, 3, 3, 3).Node("Conv(x, w3) -> t", ("pads", Pads)).Body(["t"]);
        var small = new OnnxSketch(13).Weight("w1", 16, 3, 1, 1).Node("Conv(x, w1) -> e").Body(["e"]);
        var imported = new OnnxSketch(13, 1, 3, 32, 32).Weight("wc", 1, 3, 1, 1).Node("Conv(x, wc) -> score").Node("ReduceMax(score) -> m", ("keepdims", 0)).Node("Cast(m) -> c", ("to", 9))
            .Node("If(c) -> y", ("then_branch", small), ("else_branch", large)).Import();
        Assert.Equal(442_368 + (3 * 1024), imported.Network.TotalMacs);
        Assert.Equal(432 + 3, imported.Network.TotalParams);
        Assert.Contains("the one with more weights is counted", Assert.Single(imported.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_on_a_shape_is_known()
    {
        // As exporters guard a squeeze: the branch decides on the rank.
        var squeezed = new OnnxSketch(13).Ints("one", 1).Node("Squeeze(x, one) -> t").Body(["t"]);
        var kept = new OnnxSketch(13).Node("Identity(x) -> e").Body(["e"]);
        var imported = new OnnxSketch(13, 1, 1, 6).Scalar("at", 1).Scalar("single", 1).Weight("w", 6, 5).Node("Shape(x) -> s").Node("Gather(s, at) -> d").Node("Equal(d, single) -> c")
            .Node("If(c) -> v", ("then_branch", squeezed), ("else_branch", kept)).Node("Gemm(v, w) -> y").Import();
        Assert.Equal(30, imported.Network.TotalMacs);
        Assert.Empty(imported.Notes);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(0)]
    public void The_body_of_a_loop_counts_as_often_as_the_file_says_or_once(int rounds)
    {
        var body = new OnnxSketch(13).Weight("w", 8, 8).Node("Identity(going) -> still").Node("MatMul(v, w) -> u").Node("Tanh(u) -> next").Node("Identity(next) -> each").Body(["still", "next", "each"], "i", "going", "v");
        var sketch = new OnnxSketch(13, 1, 8).Node($"Loop({(rounds > 0 ? "n" : "_")}, yes, x) -> last, y", ("body", body));
        sketch.Model.Graph.Initializer.Add(new TensorProto { Name = "yes", DataType = (int)OnnxDataType.Bool, Int32Data = { 1 } });
        if (rounds > 0)
            sketch.Scalar("n", rounds);
        sketch.Output("last");
        var imported = sketch.Import();
        Assert.Equal(64 * Math.Max(1, rounds), imported.Network.TotalMacs);
        Assert.Equal(64, imported.Network.TotalParams);
        Assert.Contains(rounds > 0 ? "as the file allows; 12 times" : "counted once: only a sample", Assert.Single(imported.Notes).Message, StringComparison.Ordinal);
        Assert.Equal(Math.Max(1, rounds) * 8, imported.Network.Output.Elements);
    }

    [Fact]
    public void A_scan_runs_once_for_each_step_and_in_a_loop_for_each_round()
    {
        OnnxSketch Step() => new OnnxSketch(13).Weight("r", 6, 6).Weight("w", 4, 6).Node("MatMul(h, r) -> a").Node("MatMul(step, w) -> b").Node("Add(a, b) -> sum").Node("Tanh(sum) -> next").Node("Identity(next) -> out");
        var scan = new OnnxSketch(13, 9, 1, 4).Weight("h0", 1, 6).Node("Scan(h0, x) -> last, y", ("body", Step().Body(["next", "out"], "h", "step")), ("num_scan_inputs", 1)).Import();
        Assert.Equal(9 * (36 + 24), scan.Network.TotalMacs);
        Assert.Equal(36 + 24, scan.Network.TotalParams);
        Assert.Contains(scan.Notes, note => note.Message.Contains("for each step of its sequence; 9 times", StringComparison.Ordinal));
        var body = Step().Model.Graph.Node.Count > 0
            ? new OnnxSketch(13).Node("Identity(going) -> still").Node("Scan(v, x) -> v2, all", ("body", Step().Body(["next", "out"], "h", "step")), ("num_scan_inputs", 1)).Body(["still", "v2"], "i", "going", "v") : null!;
        var nested = new OnnxSketch(13, 9, 1, 4).Weight("h0", 1, 6).Scalar("n", 3).Node("Loop(n, _, h0) -> y", ("body", body)).Import();
        Assert.Equal(3 * 9 * (36 + 24), nested.Network.TotalMacs);
    }

    [Theory]
    [InlineData("LSTM", 4, "forward")]
    [InlineData("GRU", 3, "reverse")]
    [InlineData("RNN", 1, "bidirectional")]
    public void Recurrent_layers_multiply_the_input_and_in_each_step_the_state(string op, int gates, string direction)
    {
        var directions = direction == "bidirectional" ? 2 : 1;
        var imported = new OnnxSketch(13).Input("x", "N", 10, 8).Weight("w", directions, gates * 16, 8).Weight("r", directions, gates * 16, 16).Weight("b", directions, gates * 32)
            .Node("Transpose(x) -> t", ("perm", new long[] { 1, 0, 2 })).Node($"{op}(t, w, r, b) -> y", ("hidden_size", 16), ("direction", direction)).Import();
        Assert.Equal(10 * directions * gates * 16 * (8 + 16), imported.Network.TotalMacs);
        Assert.Equal(directions * gates * 16 * (8 + 16 + 2), imported.Network.TotalParams);
        Assert.Equal(10 * directions, imported.Network.Layers.Single(layer => layer.Repeats > 1 && layer.Op is Linear).Repeats);
        Assert.Empty(imported.Notes);
        Assert.Equal(new(10, directions, 1, 16), imported.Network.Output);
    }
}
