using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Inlines branches and bodies of loops. Of a condition, it takes the branch that runs, or the one with more weights if that depends on
/// the data. Of a loop, it takes one iteration; its nodes store the number of iterations.
/// </summary>
internal sealed class SubgraphInlining
{
    private const int MaxDepth = 100;
    private const int MaxAsked = 64;

    private readonly ModelProto _model;
    private readonly NetworkImportOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly List<ImportNote> _notes = [];
    private int _asked;

    private SubgraphInlining(ModelProto model, NetworkImportOptions options, CancellationToken cancellation) =>
        (_model, _options, _cancellation) = (model, options, cancellation);

    private UnrolledLoops Loops { get; } = new();

    /// <summary>Changes the model in place.</summary>
    /// <returns>The loops that nodes stand in, and what was assumed of conditions.</returns>
    /// <exception cref="GraphException">The graph is not valid.</exception>
    public static (UnrolledLoops Loops, IReadOnlyList<ImportNote> Notes) Apply(ModelProto model, NetworkImportOptions options, CancellationToken cancellation)
    {
        var inlining = new SubgraphInlining(model, options, cancellation);
        if (HasSubgraph(model.Graph))
            inlining.Run();
        return (inlining.Loops, inlining._notes);
    }

    private static bool HasSubgraph(GraphProto graph) => graph.Node.Any(node => node.Attribute.Any(a => a.G is not null));

    private void Run()
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var graph = OnnxGraph.Read(_model, Loops);
            var found = graph.Nodes.Where(node => IsInlined(graph, node)).ToArray();
            if (found.Length == 0)
                return;
            var open = found.Where(node => node.Op == "If" && graph.IsConstant(node.Input(0))).ToArray();
            var taken = Conditions(graph, open, found);
            // A condition on a shape after another branch is known when that branch is inlined.
            var ready = found.Where(node => !open.Contains(node) || taken.ContainsKey(node.Input(0))).ToArray();
            var bodies = new Dictionary<NodeProto, List<NodeProto>>(ReferenceEqualityComparer.Instance);
            foreach (var node in ready.Length > 0 ? ready : found)
                bodies[node.Proto] = Body(graph, node, taken);
            Replace(bodies);
        }

        throw new ImportLimitException($"its branches and loops are nested or chained deeper than {MaxDepth}");
    }

    /// <summary>Subgraphs that only compute constants are left to ONNX Runtime, which folds them.</summary>
    private static bool IsInlined(OnnxGraph graph, OnnxNode node) =>
        node.Domain.Length == 0 && !node.Proto.Output.All(graph.IsConstant) && node.Op switch
        {
            "If" => node.Proto.Attribute("then_branch")?.G is not null && node.Proto.Attribute("else_branch")?.G is not null,
            "Loop" => node.Proto.Attribute("body")?.G is { } body && body.Input.Count == node.Proto.Input.Count,
            "Scan" => node.Proto.Attribute("body")?.G is { } body && node.Opset >= 9 && body.Input.Count == node.Proto.Input.Count && node.Proto.Int("num_scan_inputs") >= 1
                && node.Proto.Int("num_scan_inputs") <= node.Proto.Input.Count,
            _ => false,
        };

    private Dictionary<string, bool> Conditions(OnnxGraph graph, OnnxNode[] open, OnnxNode[] found)
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        var asked = new List<string>();
        var behind = Behind(graph, found);
        foreach (var condition in open.Select(node => node.Input(0)).Distinct())
        {
            if (graph.Stored(condition) is { } stored)
                known[condition] = IsTrue(stored);
            else if (!behind.Contains(condition))
                asked.Add(condition);
        }

        if (asked.Count == 0 || ++_asked > MaxAsked)
            return known;
        try
        {
            var part = graph.Upstream(asked);
            foreach (var (name, value) in ShapeInference.Constants(part, new InputBinding(graph, _options), asked, _cancellation))
                known[name] = IsTrue(value);
        }
        catch (GraphException error) when (error is not ImportLimitException)
        {
            // If it is unknown, the larger branch is taken.
        }

        return known;
    }

    /// <summary>The values that depend on nodes that are not inlined yet.</summary>
    private static HashSet<string> Behind(OnnxGraph graph, OnnxNode[] found)
    {
        var behind = new HashSet<string>(found.SelectMany(node => node.Proto.Output), StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node.Reads.Any(behind.Contains))
                behind.UnionWith(node.Proto.Output);
        }

        return behind;
    }

    private static bool IsTrue(TensorProto value) => value.HasRawData ? value.RawData.Length > 0 && value.RawData[0] != 0 : value.Int32Data.FirstOrDefault() != 0;

    private void Replace(Dictionary<NodeProto, List<NodeProto>> bodies)
    {
        var nodes = _model.Graph.Node.ToArray();
        if (nodes.Length + bodies.Values.Sum(body => body.Count) > GraphSort.MaxNodes)
            throw new ImportLimitException($"its branches and loops grow to more than the {GraphSort.MaxNodes} nodes that are read");
        _model.Graph.Node.Clear();
        foreach (var node in nodes)
        {
            if (bodies.TryGetValue(node, out var body))
                _model.Graph.Node.Add(body);
            else
                _model.Graph.Node.Add(node);
        }
    }

    private List<NodeProto> Body(OnnxGraph graph, OnnxNode node, Dictionary<string, bool> taken) => node.Op switch
    {
        "If" => Branch(graph, node, taken),
        "Loop" => Loop(graph, node),
        _ => Scan(node),
    };

    private List<NodeProto> Branch(OnnxGraph graph, OnnxNode node, Dictionary<string, bool> taken)
    {
        var (yes, no) = (node.Proto.Attribute("then_branch")!.G, node.Proto.Attribute("else_branch")!.G);
        if (!taken.TryGetValue(node.Input(0), out var isYes))
        {
            isYes = new BranchSize(graph).Compare(yes, no) >= 0;
            _notes.Add(new ImportNote(node.Name, node.QualifiedOp, node.Opset, "only a sample tells which branch is taken; the one with more weights is counted"));
        }

        var written = Write(node, isYes ? yes : no, new Dictionary<string, string>(StringComparer.Ordinal), node.Loops, [.. node.Proto.Output.Select(o => (o, (LoopTrips?)null, 0L))]);
        if (!graph.IsConstant(node.Input(0)))
        {
            // The condition is always computed.
            foreach (var result in written.Where(n => node.Proto.Output.Contains(n.Output[0])))
                (result.OpType, result.Domain, _) = ("Chosen", OnnxNode.LoopDomain, Add(result, node.Input(0)));
        }

        return written;
    }

    private static int Add(NodeProto node, string input)
    {
        node.Input.Add(input);
        return node.Input.Count;
    }

    private List<NodeProto> Loop(OnnxGraph graph, OnnxNode node)
    {
        var body = node.Proto.Attribute("body")!.G;
        var rounds = node.Input(0);
        var stored = graph.Stored(rounds)?.Integers();
        var known = rounds.Length > 0 && graph.IsConstant(rounds) && stored is null or [>= 1 and <= LoopTrips.Most];
        var trips = new LoopTrips(node, known ? rounds : "", null);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var prefix = Prefix(node);
        var before = new List<NodeProto>();
        for (var i = 0; i < body.Input.Count; i++)
        {
            given[body.Input[i].Name] = $"{prefix}{body.Input[i].Name}";
            before.Add(i switch
            {
                0 => Number($"{prefix}{body.Input[i].Name}", OnnxDataType.Int64, 0),
                1 => Number($"{prefix}{body.Input[i].Name}", OnnxDataType.Bool, 1),
                _ => Carried(node.Input(i), $"{prefix}{body.Input[i].Name}"),
            });
        }

        var states = body.Input.Count - 2;
        return Write(node, body, given, [.. node.Loops, trips],
            [("", null, 0), .. node.Proto.Output.Select((output, i) => (output, i < states ? null : trips, 0L))], before);
    }

    private List<NodeProto> Scan(OnnxNode node)
    {
        var body = node.Proto.Attribute("body")!.G;
        var walked = (int)node.Proto.Int("num_scan_inputs");
        var states = body.Input.Count - walked;
        var (inAxes, outAxes) = (node.Proto.Ints("scan_input_axes"), node.Proto.Ints("scan_output_axes"));
        var trips = new LoopTrips(node, node.Input(states), Axis(inAxes, 0));
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var prefix = Prefix(node);
        var before = new List<NodeProto>();
        for (var i = 0; i < body.Input.Count; i++)
        {
            var inner = given[body.Input[i].Name] = $"{prefix}{body.Input[i].Name}";
            if (i < states)
            {
                before.Add(Carried(node.Input(i), inner));
                continue;
            }

            before.Add(Number($"{inner}.first", OnnxDataType.Int64, 0));
            before.Add(new NodeProto
            {
                OpType = "Gather",
                Name = $"{node.Name}/step{i - states}",
                Input = { node.Input(i), $"{inner}.first" },
                Output = { $"{inner}.step" },
                Attribute = { new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = Axis(inAxes, i - states) } },
            });
            before.Add(Carried($"{inner}.step", inner));
        }

        return Write(node, body, given, [.. node.Loops, trips],
            [.. node.Proto.Output.Select((output, i) => (output, i < states ? null : trips, Axis(outAxes, i - states)))], before);
    }

    private static long Axis(long[]? axes, int index) => axes is not null && index >= 0 && index < axes.Length ? axes[index] : 0;

    /// <summary>The nodes of a body with new names, and the nodes for the outputs: stacked results of all iterations, or the last state.</summary>
    private List<NodeProto> Write(
        OnnxNode node, GraphProto body, Dictionary<string, string> given, IReadOnlyList<LoopTrips> loops, (string Output, LoopTrips? Stacked, long Axis)[] outputs, List<NodeProto>? before = null)
    {
        var prefix = Prefix(node);
        var defined = body.Node.SelectMany(n => n.Output).Concat(body.Initializer.Select(i => i.Name)).ToHashSet(StringComparer.Ordinal);
        var renaming = new Renaming(prefix, given, defined);
        foreach (var tensor in body.Initializer)
        {
            tensor.Name = renaming.Of(tensor.Name);
            _model.Graph.Initializer.Add(tensor);
        }

        List<NodeProto> written = [.. before ?? []];
        foreach (var inner in body.Node)
        {
            renaming.Apply(inner, $"{node.Name}/");
            written.Add(inner);
        }

        foreach (var inner in written)
            Loops.Put(inner, loops);
        for (var i = 0; i < Math.Min(outputs.Length, body.Output.Count); i++)
        {
            var (output, stacked, axis) = outputs[i];
            if (output.Length > 0)
                Bind(written, node, renaming.Of(body.Output[i].Name), output, stacked, axis);
        }

        return written;
    }

    private void Bind(List<NodeProto> written, OnnxNode node, string result, string output, LoopTrips? stacked, long axis)
    {
        var first = written.Count;
        if (stacked is null)
        {
            written.Add(new NodeProto { OpType = "Identity", Name = $"{node.Name}/{output}", Input = { result }, Output = { output } });
        }
        else
        {
            written.Add(new NodeProto
            {
                OpType = "Stack",
                Domain = OnnxNode.LoopDomain,
                Name = node.Name,
                Input = { result },
                Output = { output },
                Attribute = { new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = axis } },
            });
            if (stacked.Value.Length > 0)
                written[^1].Input.Add(stacked.Value);
            if (stacked.Axis is { } walked)
                written[^1].Attribute.Add(new AttributeProto { Name = "walked", Type = AttributeProto.Types.AttributeType.Int, I = walked });
        }

        foreach (var inner in written.Skip(first))
            Loops.Put(inner, node.Loops);
    }

    private static string Prefix(OnnxNode node) => $"{node.Proto.Output.First(o => o.Length > 0)}/";

    private static NodeProto Carried(string value, string name) => new() { OpType = "Carried", Domain = OnnxNode.LoopDomain, Name = name, Input = { value }, Output = { name } };

    private static NodeProto Number(string name, OnnxDataType type, long value)
    {
        var tensor = new TensorProto { DataType = (int)type };
        if (type == OnnxDataType.Bool)
            tensor.Int32Data.Add((int)value);
        else
            tensor.Int64Data.Add(value);
        return new NodeProto { OpType = "Constant", Name = name, Output = { name }, Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor } } };
    }
}
