using Google.Protobuf;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Tests;

/// <summary>Small ONNX files for tests, written node by node.</summary>
internal sealed class OnnxSketch
{
    public OnnxSketch(int opset = 17, params long[] input)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        if (input.Length > 0)
            Input("x", [.. input.Select(d => (object)d)]);
        Model.Graph.Output.Add(new ValueInfoProto { Name = "y" });
    }

    public ModelProto Model { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "sketch" } };

    /// <summary>An input whose dimensions are numbers, names, or null for unknown.</summary>
    public OnnxSketch Input(string name, params object?[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(dim switch
            {
                null => new TensorShapeProto.Types.Dimension(),
                string text => new TensorShapeProto.Types.Dimension { DimParam = text },
                _ => new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dim, null) },
            });
        }

        Model.Graph.Input.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = 1, Shape = shape } } });
        return this;
    }

    public OnnxSketch Weight(string name, params long[] dims)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)OnnxDataType.Float };
        tensor.Dims.Add(dims);
        tensor.FloatData.Add(new float[dims.Aggregate(1L, (p, d) => p * d)]);
        Model.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A stored tensor of any type, all zero.</summary>
    public OnnxSketch Tensor(string name, OnnxDataType type, params long[] dims)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        var elements = dims.Aggregate(1L, (p, d) => p * d);
        var bytes = type switch { OnnxDataType.UInt4 or OnnxDataType.Int4 => (elements + 1) / 2, OnnxDataType.UInt8 or OnnxDataType.Int8 or OnnxDataType.Bool => elements, OnnxDataType.Int32 or OnnxDataType.Float => 4 * elements, _ => 8 * elements };
        tensor.RawData = ByteString.CopyFrom(new byte[bytes]);
        tensor.Dims.Add(dims);
        Model.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A set of operators besides ONNX's own.</summary>
    public OnnxSketch Set(string domain, int version = 1)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        return this;
    }

    /// <summary>A function of the file, whose body is another sketch's nodes.</summary>
    public OnnxSketch Function(string domain, string name, string[] inputs, string[] outputs, OnnxSketch body, params string[] attributes)
    {
        if (Model.OpsetImport.All(o => o.Domain != domain))
            Set(domain);
        var function = new FunctionProto { Name = name, Domain = domain, Input = { inputs }, Output = { outputs }, Attribute = { attributes }, OpsetImport = { Model.OpsetImport[0].Clone() } };
        function.Node.Add(body.Model.Graph.Node);
        Model.Functions.Add(function);
        return this;
    }

    /// <summary>The nodes and weights as a graph inside a node: its inputs by name and rank, its outputs by name.</summary>
    public GraphProto Body(string[] outputs, params string[] inputs)
    {
        var graph = Model.Graph;
        graph.Output.Clear();
        graph.Input.Clear();
        graph.Output.Add(outputs.Select(name => new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = 1 } } }));
        graph.Input.Add(inputs.Select(name => new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = 1 } } }));
        return graph;
    }

    public OnnxSketch Output(string name)
    {
        Model.Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    public OnnxSketch Ints(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)OnnxDataType.Int64, Dims = { values.Length } };
        tensor.Int64Data.Add(values);
        Model.Graph.Initializer.Add(tensor);
        return this;
    }

    public OnnxSketch Scalar(string name, long value)
    {
        Model.Graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)OnnxDataType.Int64, Int64Data = { value } });
        return this;
    }

    /// <summary>A node as <c>Op(a, b) -> c, d</c>, with attributes that are numbers, lists of numbers or texts.</summary>
    public OnnxSketch Node(string call, params (string Name, object Value)[] attributes)
    {
        var (left, right) = (call.Split("->")[0].Trim(), call.Split("->")[1]);
        var open = left.IndexOf('(', StringComparison.Ordinal);
        var op = left[..open];
        var node = new NodeProto { OpType = op[(op.IndexOf(':', StringComparison.Ordinal) + 1)..], Domain = op.Contains(':', StringComparison.Ordinal) ? op[..op.IndexOf(':', StringComparison.Ordinal)] : "" };
        node.Input.Add(left[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries).Where(i => i.Length > 0).Select(i => i == "_" ? "" : i));
        node.Output.Add(right.Split(',', StringSplitOptions.TrimEntries));
        node.Name = $"n{Model.Graph.Node.Count}";
        foreach (var (name, value) in attributes)
        {
            var attribute = new AttributeProto { Name = name };
            (attribute.Type, _) = value switch
            {
                long[] list => (AttributeProto.Types.AttributeType.Ints, Do(() => attribute.Ints.Add(list))),
                float number => (AttributeProto.Types.AttributeType.Float, Do(() => attribute.F = number)),
                GraphProto graph => (AttributeProto.Types.AttributeType.Graph, Do(() => attribute.G = graph)),
                TensorProto tensor => (AttributeProto.Types.AttributeType.Tensor, Do(() => attribute.T = tensor)),
                string[] texts => (AttributeProto.Types.AttributeType.Strings, Do(() => attribute.Strings.Add(texts.Select(ByteString.CopyFromUtf8)))),
                string text when text.StartsWith('@') => (AttributeProto.Types.AttributeType.Undefined, Do(() => attribute.RefAttrName = text[1..])),
                string text => (AttributeProto.Types.AttributeType.String, Do(() => attribute.S = ByteString.CopyFromUtf8(text))),
                _ => (AttributeProto.Types.AttributeType.Int, Do(() => attribute.I = Convert.ToInt64(value, null))),
            };
            node.Attribute.Add(attribute);
        }

        Model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>A condition on the value <c>yes</c>: the given graph, or the input itself.</summary>
    public OnnxSketch If(GraphProto branch, string output, string other = "x")
    {
        var node = new NodeProto { OpType = "If", Name = $"n{Model.Graph.Node.Count}", Input = { "yes" }, Output = { output } };
        node.Attribute.Add(new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = branch });
        node.Attribute.Add(new AttributeProto { Name = "else_branch", Type = AttributeProto.Types.AttributeType.Graph, G = new GraphProto { Name = "other", Node = { new NodeProto { OpType = "Identity", Input = { other }, Output = { output + "e" } } }, Output = { new ValueInfoProto { Name = output + "e", Type = branch.Output[0].Type } } } });
        Model.Graph.Node.Add(node);
        return this;
    }

    public void Write(string path) => File.WriteAllBytes(path, Model.ToByteArray());

    private static bool Do(Action action)
    {
        action();
        return true;
    }
}
