using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// The graph of a file, checked and sorted: the nodes that lead to an output, and which values are constants of the network,
/// known before an image is seen (weights, what is computed from them, and shapes).
/// </summary>
internal sealed class OnnxGraph
{
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored;

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
            if (node.Op is "Shape" or "Size" || node.Reads.All(_constants.Contains))
                _constants.UnionWith(node.Proto.Output);
        }
    }

    public ModelProto Model { get; }

    /// <summary>The nodes that an output depends on, each after what it reads.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    public IReadOnlyDictionary<string, TensorProto> Initializers { get; }

    /// <summary>The inputs that a user gives, without those that only declare a weight.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    public int Opset => Model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => (int)Math.Clamp(o.Version, 0, int.MaxValue)).FirstOrDefault();

    /// <summary>Whether a value is known before an image is seen; an input that is left out is.</summary>
    public bool IsConstant(string value) => _constants.Contains(value);

    /// <summary>Whether a value is stored in the file, not computed.</summary>
    public bool IsWeight(string value) => Initializers.ContainsKey(value) || _stored.Contains(value);

    /// <exception cref="GraphException">The graph is not sound.</exception>
    public static OnnxGraph Read(ModelProto model)
    {
        if (model.Graph.Output.Count == 0)
            throw new GraphException("has no output: export it again");
        var sorted = GraphSort.Sort(model);
        var needed = new HashSet<string>(model.Graph.Output.Select(o => o.Name), StringComparer.Ordinal);
        var live = new List<OnnxNode>(sorted.Count);
        for (var i = sorted.Count - 1; i >= 0; i--)
        {
            if (!sorted[i].Proto.Output.Any(needed.Contains))
                continue;
            live.Add(sorted[i]);
            needed.UnionWith(sorted[i].Reads);
        }

        live.Reverse();
        var graph = new OnnxGraph(model, live);
        if (graph.Inputs.Count == 0)
            throw new GraphException("has no input: everything in it is a constant");
        return graph;
    }
}
