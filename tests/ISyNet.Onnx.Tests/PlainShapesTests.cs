using CsCheck;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>The shapes of plain networks by our formulas, judged by ONNX Runtime.</summary>
public class PlainShapesTests
{
    [Theory]
    [InlineData("AlexNet")]
    [InlineData("ISyNet-N0")]
    [InlineData("MobileNetV1")]
    [InlineData("RegNetX-1.6GF")]
    public void A_network_of_the_field_is_plain_and_has_the_shapes_of_ONNX_Runtime(string name) => Assert.True(Agree(OnnxFile.Read(TestModels.Path(name))));

    [Fact, Trait("Category", Property.Category)]
    public void Any_exported_network_has_the_shapes_of_ONNX_Runtime() => RandomNetworks.Gen.ForAll(network =>
    {
        var path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxExport.Write(path, network, RandomWeights.For(network, 1), new OnnxExportOptions());
            Agree(OnnxFile.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }, cases: 60);

    [Fact, Trait("Category", Property.Category)]
    public void Any_window_has_the_shape_of_ONNX_Runtime_or_is_left_to_it() => (
        from size in Gen.Long[1, 12]
        from kernel in Gen.Long[1, 5]
        from stride in Gen.Long[1, 4]
        from dilation in Gen.Long[1, 3]
        from begin in Gen.Long[0, 3]
        from end in Gen.Long[0, 3]
        from groups in Gen.Long[1, 2]
        select (size, kernel, stride, dilation, begin, end, groups)).ForAll(w =>
    {
        var sketch = new OnnxSketch(17, 1, 4, w.size, 9).Weight("w", 6, 4 / w.groups, w.kernel, 1).Node("Conv(x, w) -> y",
            ("strides", new[] { w.stride, 1 }), ("dilations", new[] { w.dilation, 1 }), ("pads", new[] { w.begin, 0, w.end, 0 }), ("group", w.groups));
        if (w.size + w.begin + w.end > w.dilation * (w.kernel - 1))
            Assert.True(Agree(sketch.Model));
        else
            Assert.Null(Plain(sketch.Model));
    });

    [Fact]
    public void What_does_not_fit_is_left_to_ONNX_Runtime()
    {
        Assert.Null(Plain(new OnnxSketch(17, 1, 3, 8, 8).Weight("w", 4, 5, 3, 3).Node("Conv(x, w) -> y").Model));
        Assert.Null(Plain(new OnnxSketch(17, 1, 3, 8, 8).Weight("w", 1, 2, 1, 1).Node("Add(x, w) -> y").Model));
        Assert.Null(Plain(new OnnxSketch(17, 1, 3, 8, 8).Node("Relu(x) -> y", ("alpha", 1L)).Model));
        Assert.Null(Plain(new OnnxSketch(17, 1, 3, 8, 8).Node("NonZero(x) -> y").Model));
        Assert.NotNull(Plain(new OnnxSketch(17, 1, 3, 8, 8).Node("Relu(x) -> y").Model));
    }

    private static TensorTable? Plain(ModelProto model) => Read(model).Plain;

    private static (OnnxGraph Graph, TensorTable? Plain, InputBinding Binding) Read(ModelProto model)
    {
        var graph = OnnxGraph.Read(model);
        var binding = new InputBinding(graph, new NetworkImportOptions { Name = "test" });
        return (graph, PlainShapes.Infer(graph, ShapeInference.Known(graph, binding)), binding);
    }

    /// <summary>Asserts that every value has the shape of ONNX Runtime; false where our formulas leave it to that.</summary>
    private static bool Agree(ModelProto model)
    {
        var (graph, plain, binding) = Read(model);
        if (plain is null)
            return false;
        var judge = ShapeInference.AskRuntime(graph, binding, standInForUnknown: false, TestContext.Current.CancellationToken).Tensors;
        foreach (var value in graph.Nodes.SelectMany(node => node.Proto.Output))
        {
            Assert.Equal(judge.Dims(value), plain.Dims(value));
            Assert.Equal(judge.ElementType(value), plain.ElementType(value));
        }

        return true;
    }
}
