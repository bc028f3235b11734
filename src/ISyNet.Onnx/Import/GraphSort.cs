using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Sorts the nodes of a file topologically, and refuses graphs with cycles.</summary>
internal static class GraphSort
{
    public const int MaxNodes = 200_000;

    /// <exception cref="GraphException">A value is written twice or never, or the nodes form a cycle.</exception>
    public static List<OnnxNode> Sort(ModelProto model, UnrolledLoops? loops = null)
    {
        var graph = model.Graph;
        if (graph.Node.Count > MaxNodes)
            throw new GraphException($"has {graph.Node.Count} nodes, more than the {MaxNodes} that are read");
        var nodes = Describe(model, loops);
        var known = new HashSet<string>(graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(i => i.Name))
            .Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? "")).Append(""), StringComparer.Ordinal);
        var writer = Writers(nodes, known);
        var waiting = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var value in nodes[i].Reads)
            {
                if (known.Contains(value))
                    continue;
                if (!writer.TryGetValue(value, out var source))
                    throw nodes[i].Error($"reads '{value}', which no node writes");
                (readers[source] ??= []).Add(i);
                waiting[i]++;
            }
        }

        // Nodes that are ready are taken in file order, so that a sorted file keeps its order.
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (waiting[i] == 0)
                ready.Enqueue(i, i);
        }

        var sorted = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                    ready.Enqueue(reader, reader);
            }
        }

        return sorted.Count == nodes.Count
            ? sorted
            : throw nodes[Array.FindIndex(waiting, w => w > 0)].Error("is part of a circle: it waits for its own output");
    }

    private static List<OnnxNode> Describe(ModelProto model, UnrolledLoops? loops)
    {
        var opsets = model.OpsetImport.GroupBy(o => o.Domain == "ai.onnx" ? "" : o.Domain)
            .ToDictionary(g => g.Key, g => (int)Math.Clamp(g.Max(o => o.Version), 0, int.MaxValue));
        var nodes = new List<OnnxNode>(model.Graph.Node.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var proto in model.Graph.Node)
        {
            // ONNX Runtime needs a unique name for every node, which files do not always have.
            var wanted = proto.Name.Length > 0 ? proto.Name : $"{proto.OpType}_{nodes.Count}";
            for (var i = 2; !names.Add(wanted); i++)
                wanted = $"{proto.Name}#{i}";
            proto.Name = wanted;
            var node = new OnnxNode(proto, wanted, 0, Reads(proto));
            node = node with { Opset = opsets.GetValueOrDefault(node.Domain), Loops = loops?.Of(proto) ?? [] };
            if (proto.Output.Count == 0 || proto.OpType.Length == 0)
                throw node.Error("has no operator or no output");
            nodes.Add(node);
        }

        return nodes;
    }

    private static Dictionary<string, int> Writers(List<OnnxNode> nodes, HashSet<string> known)
    {
        var writer = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var value in nodes[i].Proto.Output)
            {
                if (value.Length > 0 && (known.Contains(value) || !writer.TryAdd(value, i)))
                    throw nodes[i].Error($"writes '{value}', which is there already");
            }
        }

        return writer;
    }

    private static IReadOnlyList<string> Reads(NodeProto node)
    {
        if (!node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0))
            return node.Input;
        var reads = new HashSet<string>(node.Input, StringComparer.Ordinal);
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is not null)
                reads.UnionWith(Captured(attribute.G));
            foreach (var graph in attribute.Graphs)
                reads.UnionWith(Captured(graph));
        }

        return [.. reads];
    }

    /// <summary>Names that a subgraph reads from outside. The parser bounds the nesting.</summary>
    public static HashSet<string> Captured(GraphProto graph)
    {
        var inner = new HashSet<string>(graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(i => i.Name)), StringComparer.Ordinal);
        foreach (var node in graph.Node)
            inner.UnionWith(node.Output);
        var captured = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
            captured.UnionWith(Reads(node));
        captured.UnionWith(graph.Output.Select(o => o.Name));
        captured.ExceptWith(inner);
        captured.Remove("");
        return captured;
    }
}
