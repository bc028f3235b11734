using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// A small model with some nodes of a graph, with which ONNX Runtime infers shapes. Values from outside are inputs of known shape
/// or small constants. It contains no weights, and unknown operators are replaced by identities.
/// </summary>
internal sealed class InferenceModel
{
    /// <summary>Larger constants are no shapes or axes; their values are left out.</summary>
    public const int SmallElements = 4096;

    private const int NewestIr = 10;

    private readonly GraphProto _graph = new() { Name = "shapes" };
    private readonly HashSet<string> _written = new(StringComparer.Ordinal) { "" };

    /// <summary>Whether a tensor is small enough and its values are available.</summary>
    public static bool IsSmall(TensorProto tensor) => tensor.DataLocation != TensorProto.Types.DataLocation.External && IsSmallCount(tensor);

    /// <summary>Whether a tensor has few elements.</summary>
    public static bool IsSmallCount(TensorProto tensor) => tensor.Dims.Aggregate(1.0, (product, dim) => product * dim) <= SmallElements;

    /// <summary>Whether the value exists already.</summary>
    public bool Has(string value) => _written.Contains(value);

    public void Input(string name, int elementType, IEnumerable<long> dims)
    {
        if (!_written.Add(name))
            return;
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dim });
        _graph.Input.Add(new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = elementType, Shape = shape } },
        });
    }

    public void Constant(string name, TensorProto value)
    {
        if (!_written.Add(name))
            return;
        if (value.Name != name)
        {
            value = value.Clone();
            value.Name = name;
        }

        _graph.Initializer.Add(value);
    }

    public void Node(OnnxNode node)
    {
        // A weight may also be the value of a Constant node.
        if (node.Op == "Constant" && node.Proto.Attribute("value")?.T is { } value && !IsSmall(value))
        {
            Input(node.Output, value.DataType, value.Dims);
            return;
        }

        if (EndsTheProgram(node.Proto))
            throw node.Error("attention whose weights are no matrix, or without a bias inside of a graph, is not read");
        _written.UnionWith(node.Proto.Output);
        _graph.Node.Add(node.Proto);
    }

    // ONNX Runtime reads the bias of such a node in shape inference without checking that it exists.
    private static bool EndsTheProgram(NodeProto node) =>
        (node is { OpType: "Attention", Domain: OnnxNode.MicrosoftDomain } && (node.Input.Count < 3 || node.Input[2].Length == 0))
        || node.Attribute.Any(attribute => (attribute.G?.Node.Any(EndsTheProgram) ?? false) || attribute.Graphs.Any(graph => graph.Node.Any(EndsTheProgram)));

    /// <summary>An operator that ONNX Runtime does not know. Every output is assumed to have the shape of the first input.</summary>
    public void StandIn(OnnxNode node)
    {
        var source = node.Proto.Input.FirstOrDefault(i => i.Length > 0);
        for (var i = 0; i < node.Proto.Output.Count; i++)
        {
            var output = node.Proto.Output[i];
            if (output.Length == 0)
                continue;
            if (source is null)
            {
                Input(output, (int)OnnxDataType.Float, [1]);
                continue;
            }

            _written.Add(output);
            _graph.Node.Add(new NodeProto { OpType = "Identity", Name = $"{node.Name}.{i}", Input = { source }, Output = { output } });
        }
    }

    public bool Finish(IEnumerable<OperatorSetIdProto> opsets, IEnumerable<string> told, out ModelProto model)
    {
        foreach (var name in told)
        {
            // Inputs have known shapes and cannot be outputs.
            if (_graph.Input.All(i => i.Name != name))
                _graph.Output.Add(new ValueInfoProto { Name = name });
        }

        model = new ModelProto { IrVersion = NewestIr, Graph = _graph };
        model.OpsetImport.Add(opsets.Where(o => o.Domain is OnnxNode.OnnxDomain or "ai.onnx" or "ai.onnx.ml" or OnnxNode.MicrosoftDomain));
        if (model.OpsetImport.All(o => o.Domain != OnnxNode.MicrosoftDomain))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = OnnxNode.MicrosoftDomain, Version = 1 });
        return _graph.Output.Count > 0;
    }
}
