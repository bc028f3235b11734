using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Replaces calls of a file's own functions by their bodies.</summary>
internal static class FunctionInlining
{
    private const int MaxDepth = 32;

    /// <summary>Changes the model in place; afterwards it has no functions.</summary>
    /// <exception cref="GraphException">A function calls itself, or there are too many calls.</exception>
    public static void Apply(ModelProto model)
    {
        if (model.Functions.Count == 0)
            return;
        var functions = model.Functions.GroupBy(f => (Domain(f.Domain), f.Name, f.Overload)).ToDictionary(g => g.Key, g => g.First());
        foreach (var opset in model.Functions.SelectMany(f => f.OpsetImport))
        {
            if (model.OpsetImport.All(o => Domain(o.Domain) != Domain(opset.Domain)))
                model.OpsetImport.Add(opset.Clone());
        }

        var budget = GraphSort.MaxNodes;
        Expand(model.Graph, functions, 0, ref budget);
        model.Functions.Clear();
    }

    private static void Expand(GraphProto graph, Dictionary<(string, string, string), FunctionProto> functions, int depth, ref int budget)
    {
        if (depth > MaxDepth)
            throw new ImportLimitException($"its functions and graphs are nested deeper than {MaxDepth}");
        var nodes = graph.Node.ToArray();
        graph.Node.Clear();
        foreach (var node in nodes)
            Add(graph, node, functions, depth, ref budget);
    }

    private static void Add(GraphProto graph, NodeProto node, Dictionary<(string, string, string), FunctionProto> functions, int depth, ref int budget)
    {
        if (depth > MaxDepth)
            throw new ImportLimitException($"the functions that call '{node.OpType}' are nested deeper than {MaxDepth}: does one call itself?");
        if (--budget < 0)
            throw new ImportLimitException($"its functions grow to more than the {GraphSort.MaxNodes} nodes that are read");
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is not null)
                Expand(attribute.G, functions, depth + 1, ref budget);
            foreach (var inner in attribute.Graphs)
                Expand(inner, functions, depth + 1, ref budget);
        }

        if (!functions.TryGetValue((Domain(node.Domain), node.OpType, node.Overload), out var function))
        {
            graph.Node.Add(node);
            return;
        }

        // The position in the budget makes the prefix unique.
        foreach (var inner in Body(node, function, $"{node.Output.FirstOrDefault(o => o.Length > 0)}/{budget}/"))
            Add(graph, inner, functions, depth + 1, ref budget);
    }

    private static IEnumerable<NodeProto> Body(NodeProto call, FunctionProto function, string prefix)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < function.Input.Count; i++)
            given[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        // A value that passes through unchanged keeps the outer name of the input.
        var through = function.Output.Where(given.ContainsKey).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < function.Output.Count; i++)
        {
            if (!through.Contains(function.Output[i]))
                given[function.Output[i]] = i < call.Output.Count && call.Output[i].Length > 0 ? call.Output[i] : $"{prefix}{function.Output[i]}";
        }

        var renaming = new Renaming(prefix, given, function.Node.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal));
        var nodePrefix = call.Name.Length > 0 ? $"{call.Name}/" : prefix;
        foreach (var node in function.Node)
        {
            var copy = node.Clone();
            Bind(copy, call, function);
            renaming.Apply(copy, nodePrefix);
            yield return copy;
        }

        for (var i = 0; i < Math.Min(function.Output.Count, call.Output.Count); i++)
        {
            if (through.Contains(function.Output[i]))
                yield return new NodeProto { OpType = "Identity", Input = { given[function.Output[i]] }, Output = { call.Output[i] } };
        }
    }

    /// <summary>Replaces references to attributes of the function by the value of the call, or by the default of the function.</summary>
    private static void Bind(NodeProto node, NodeProto call, FunctionProto function)
    {
        for (var i = node.Attribute.Count - 1; i >= 0; i--)
        {
            var attribute = node.Attribute[i];
            if (attribute.RefAttrName.Length > 0)
            {
                var value = call.Attribute(attribute.RefAttrName) ?? function.AttributeProto.FirstOrDefault(a => a.Name == attribute.RefAttrName);
                node.Attribute.RemoveAt(i);
                if (value is null)
                    continue;
                value = value.Clone();
                value.Name = attribute.Name;
                node.Attribute.Insert(i, value);
                continue;
            }

            foreach (var inner in (attribute.G is { } graph ? [graph, .. attribute.Graphs] : attribute.Graphs.AsEnumerable()).SelectMany(g => g.Node))
                Bind(inner, call, function);
        }
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;
}
