using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>New names for the values of a body that is inlined. Values of the body get a prefix; its inputs get the names of their arguments.</summary>
/// <param name="prefix">The prefix of every value that the body defines.</param>
/// <param name="given">The inputs of the body and their arguments.</param>
/// <param name="defined">The values that the body defines; all other names are outer values.</param>
internal sealed class Renaming(string prefix, IReadOnlyDictionary<string, string> given, IReadOnlySet<string> defined)
{
    /// <summary>The new name of a value of the body.</summary>
    public string Of(string name) => name.Length == 0 ? name : given.TryGetValue(name, out var outside) ? outside : defined.Contains(name) ? prefix + name : name;

    /// <summary>Renames the inputs and outputs of a node, also in its subgraphs.</summary>
    public void Apply(NodeProto node, string nodePrefix)
    {
        if (node.Name.Length > 0)
            node.Name = nodePrefix + node.Name;
        for (var i = 0; i < node.Input.Count; i++)
            node.Input[i] = Of(node.Input[i]);
        for (var i = 0; i < node.Output.Count; i++)
            node.Output[i] = Of(node.Output[i]);
        foreach (var attribute in node.Attribute)
            Inside(attribute, []);
    }

    private void Inside(AttributeProto attribute, HashSet<string> hidden)
    {
        if (attribute.G is not null)
            Inside(attribute.G, hidden);
        foreach (var graph in attribute.Graphs)
            Inside(graph, hidden);
    }

    // Values of a subgraph keep their names: only outer values are renamed.
    private void Inside(GraphProto graph, HashSet<string> outer)
    {
        var hidden = new HashSet<string>(outer, StringComparer.Ordinal);
        hidden.UnionWith(graph.Input.Select(i => i.Name));
        hidden.UnionWith(graph.Initializer.Select(i => i.Name));
        foreach (var node in graph.Node)
            hidden.UnionWith(node.Output);
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (!hidden.Contains(node.Input[i]))
                    node.Input[i] = Of(node.Input[i]);
            }

            foreach (var attribute in node.Attribute)
                Inside(attribute, hidden);
        }

        foreach (var output in graph.Output)
        {
            if (!hidden.Contains(output.Name))
                output.Name = Of(output.Name);
        }
    }
}
