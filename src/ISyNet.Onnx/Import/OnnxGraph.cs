using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// The graph of a file, checked and sorted: the nodes that lead to an output, and the values that do not depend on the input
/// (weights, values computed from them, and shapes).
/// </summary>
internal sealed class OnnxGraph
{
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored;
    private readonly ILookup<string, OnnxNode> _readers;
    private readonly Dictionary<string, OnnxNode> _writer = new(StringComparer.Ordinal);

    private OnnxGraph(ModelProto model, IReadOnlyList<OnnxNode> nodes)
    {
        Model = model;
        Nodes = nodes;
        Initializers = model.Graph.Initializer.GroupBy(i => i.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        Inputs = [.. model.Graph.Input.Where(i => !Initializers.ContainsKey(i.Name))];
        _stored = nodes.Where(node => node.Op == "Constant").SelectMany(node => node.Proto.Output).ToHashSet(StringComparer.Ordinal);
        _constants.UnionWith(Initializers.Keys);
        _constants.UnionWith(model.Graph.SparseInitializer.Select(s => s.Values?.Name ?? ""));
        _constants.Add("");
        foreach (var node in nodes)
        {
            foreach (var output in node.Proto.Output)
                _writer[output] = node;
            // A value that a loop carries changes in each iteration, even if it starts as a constant.
            if (!node.IsCarried && (node.Op is "Shape" or "Size" || node.Reads.All(_constants.Contains)))
                _constants.UnionWith(node.Proto.Output);
        }

        _readers = nodes.SelectMany(node => node.Reads.Distinct().Select(value => (node, value))).ToLookup(r => r.value, r => r.node, StringComparer.Ordinal);
    }

    public ModelProto Model { get; }

    /// <summary>The nodes that an output depends on, in topological order.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    public IReadOnlyDictionary<string, TensorProto> Initializers { get; }

    /// <summary>The inputs without those that only declare a weight.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    public int Opset => Model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => (int)Math.Clamp(o.Version, 0, int.MaxValue)).FirstOrDefault();

    /// <summary>Whether a value is independent of the inputs; an omitted input is.</summary>
    public bool IsConstant(string value) => _constants.Contains(value);

    /// <summary>Whether a value is stored in the file, not computed.</summary>
    public bool IsStored(string value) => Initializers.ContainsKey(value) || _stored.Contains(value);

    /// <summary>The tensor of a stored value; null for other values and for lists of numbers.</summary>
    public TensorProto? Stored(string value) => Initializers.TryGetValue(value, out var tensor) ? tensor
        : _stored.Contains(value) ? _writer[value].Proto.Attribute("value")?.T : null;

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<OnnxNode> Readers(string value) => _readers[value];

    /// <summary>The node that writes a value; null for an input and for an initializer.</summary>
    public OnnxNode? Writer(string value) => _writer.GetValueOrDefault(value);

    /// <summary>Dimensions of a stored tensor, also after operators that keep or transpose them; null if unknown.</summary>
    public long[]? StoredDims(string value, int depth = 0)
    {
        if (Stored(value) is { } tensor)
            return [.. tensor.Dims];
        if (depth > 8 || Writer(value) is not { } node || !IsConstant(value))
            return null;
        if (node.Op == "ConstantOfShape")
            return Stored(node.Input(0)) is { } shape && InferenceModel.IsSmall(shape) ? shape.Integers() : null;
        var dims = node.Op is "DequantizeLinear" or "QuantizeLinear" or "Cast" or "Identity" or "Transpose" ? StoredDims(node.Input(0), depth + 1) : null;
        return dims is null || node.Op != "Transpose" ? dims
            : node.Proto.Ints("perm") is not { } order ? [.. dims.Reverse()]
            : order.All(axis => axis >= 0 && axis < dims.Length) ? [.. order.Select(axis => dims[axis])] : null;
    }

    /// <summary>The part of the graph that some values depend on.</summary>
    public OnnxGraph Upstream(IEnumerable<string> values) => new(Model, Live(Nodes, values));

    private static List<OnnxNode> Live(IReadOnlyList<OnnxNode> sorted, IEnumerable<string> values)
    {
        var needed = new HashSet<string>(values, StringComparer.Ordinal);
        var live = new List<OnnxNode>(sorted.Count);
        for (var i = sorted.Count - 1; i >= 0; i--)
        {
            if (!sorted[i].Proto.Output.Any(needed.Contains))
                continue;
            live.Add(sorted[i]);
            needed.UnionWith(sorted[i].Reads);
        }

        live.Reverse();
        return live;
    }

    /// <exception cref="GraphException">The graph is not sound.</exception>
    public static OnnxGraph Read(ModelProto model, UnrolledLoops? loops = null)
    {
        if (model.Graph.Output.Count == 0)
            throw new GraphException("has no output: export it again");
        var graph = new OnnxGraph(model, Live(GraphSort.Sort(model, loops), model.Graph.Output.Select(o => o.Name)));
        if (graph.Inputs.Count == 0)
            throw new GraphException("has no input: everything in it is a constant");
        return graph;
    }
}
