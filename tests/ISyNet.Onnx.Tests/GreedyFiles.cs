using System.Diagnostics;
using ISyNet.Graph;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>Small files whose shape arithmetic would fill the memory or never end are refused in one line: that the tests end shows it.</summary>
public sealed class GreedyFiles : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string> Cases => [.. Files.Keys];

    private static Dictionary<string, Func<OnnxSketch>> Files => new()
    {
        ["range"] = () => Start.Scalar("a", 0).Scalar("b", 1L << 40).Scalar("one", 1).Node("Range(a, b, one) -> r").Node("ReduceMax(r) -> d", ("keepdims", 1)).Node("Reshape(x, d) -> y"),
        ["tile"] = () => Start.Ints("v", 1, 2).Ints("n", 1L << 34).Node("Tile(v, n) -> r").Node("ReduceMax(r) -> d", ("keepdims", 1)).Node("Reshape(x, d) -> y"),
        ["expand"] = () => Start.Ints("v", 1).Ints("n", 1 << 20, 1 << 16).Node("Expand(v, n) -> r").Node("ReduceMax(r) -> d", ("keepdims", 0)).Node("Reshape(x, d) -> y"),
        ["doubling"] = Doubling,
        ["shapes of data without end"] = Chain,
        ["loop without end"] = () => Loop("Identity(v) -> w"),
        ["loop that grows"] = () => Loop("Concat(v, v) -> w"),
        ["functions that double"] = Functions,
        ["loops in loops"] = () => Loops(5),
    };

    private static OnnxSketch Start => new(17, 1, 4);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Time_and_memory_stay_bounded(string name)
    {
        OnnxFile.Write(_path, Files[name]().Model);
        using var process = Process.GetCurrentProcess();
        var before = process.PeakWorkingSet64;
        var error = Assert.Throws<GraphException>(() => NetworkImport.Load(_path));
        process.Refresh();
        Assert.InRange(process.PeakWorkingSet64 - before, 0, 2L * BoundedRun.MemoryBytes);
        Assert.StartsWith(_path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(5000)]
    public void Branches_within_branches_end(int depth)
    {
        OnnxFile.Write(_path, Nested(depth).Model);
        try
        {
            Assert.Equal(new(4), NetworkImport.Load(_path).Network.Output);
        }
        catch (GraphException error)
        {
            Assert.StartsWith(_path, error.Message);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    /// <summary>A condition on a constant, both of whose branches hold such a condition, and so on.</summary>
    private static OnnxSketch Nested(int depth)
    {
        var inner = Branch(new OnnxSketch().Node("Identity(x) -> y0"), "y0");
        for (var level = 1; level < depth; level++)
            inner = Branch(new OnnxSketch().If(inner, $"y{level}"), $"y{level}");
        var sketch = Start.If(inner, "y");
        sketch.Model.Graph.Initializer.Add(new TensorProto { Name = "yes", DataType = (int)OnnxDataType.Bool, Int32Data = { 1 } });
        return sketch;
    }

    /// <summary>Sixty functions, each of which calls the one before it twice.</summary>
    private static OnnxSketch Functions()
    {
        var sketch = Start.Node("own:F59(x) -> y").Function("own", "F0", ["X"], ["Y"], new OnnxSketch().Node("Relu(X) -> Y"));
        for (var i = 1; i < 60; i++)
            sketch.Function("own", $"F{i}", ["X"], ["Y"], new OnnxSketch().Node($"own:F{i - 1}(X) -> t").Node($"own:F{i - 1}(t) -> Y"));
        return sketch;
    }

    /// <summary>Loops of 60000 rounds within each other around a product: more work than 64 bits count.</summary>
    private static OnnxSketch Loops(int depth)
    {
        var body = new OnnxSketch().Node("Identity(go0) -> on0").Node("MatMul(v0, w) -> r0").Body(["on0", "r0"], "i0", "go0", "v0");
        for (var i = 1; i < depth; i++)
            body = new OnnxSketch().Node($"Identity(go{i}) -> on{i}").Node($"Loop(n, _, v{i}) -> r{i}", ("body", body)).Body([$"on{i}", $"r{i}"], $"i{i}", $"go{i}", $"v{i}");
        return new OnnxSketch(17, 1, 1 << 18).Scalar("n", 60_000).Ints("square", 1 << 18, 1 << 18).Node("ConstantOfShape(square) -> w").Node("Loop(n, _, x) -> y", ("body", body));
    }

    private static GraphProto Branch(OnnxSketch sketch, string output)
    {
        var graph = sketch.Model.Graph;
        graph.Output.Clear();
        graph.Output.Add(Value(output, 1, rank: 2));
        return graph;
    }

    private static OnnxSketch Doubling()
    {
        var sketch = Start.Ints("v0", 1, 2, 3, 4);
        for (var i = 0; i < 40; i++)
            sketch.Node($"Concat(v{i}, v{i}) -> v{i + 1}", ("axis", 0));
        return sketch.Node("ReduceMax(v40) -> d", ("keepdims", 1)).Node("Reshape(x, d) -> y");
    }

    private static OnnxSketch Chain()
    {
        var sketch = Start;
        for (var i = 0; i < 4000; i++)
            sketch.Node($"NonZero({(i == 0 ? "x" : $"v{i}")}) -> n{i}").Node($"Cast(n{i}) -> {(i == 3999 ? "y" : $"v{i + 1}")}", ("to", 1));
        return sketch;
    }

    /// <summary>A loop of 2^60 rounds over a carried vector, whose body is one node from v to w.</summary>
    private static OnnxSketch Loop(string round)
    {
        var body = new OnnxSketch().Node("Identity(going) -> still").Node(round, [.. round.StartsWith("Concat", StringComparison.Ordinal) ? [("axis", (object)0)] : Array.Empty<(string, object)>()]).Model.Graph;
        body.Input.Add([Value("i", 7), Value("going", 9), Value("v", 7, rank: 1)]);
        body.Output.Clear();
        body.Output.Add([Value("still", 9), Value("w", 7, rank: 1)]);
        var sketch = Start.Scalar("rounds", 1L << 60).Ints("v0", 1, 2).Node("Loop(rounds, _, v0) -> r").Node("ReduceMax(r) -> d", ("keepdims", 1)).Node("Reshape(x, d) -> y");
        sketch.Model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = body });
        return sketch;
    }

    private static ValueInfoProto Value(string name, int type, int rank = 0)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(Enumerable.Range(0, rank).Select(_ => new TensorShapeProto.Types.Dimension()));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = type, Shape = shape } } };
    }
}
