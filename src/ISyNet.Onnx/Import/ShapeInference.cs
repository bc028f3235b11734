using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Infers the shape of every value with ONNX Runtime, unless the graph is plain (<see cref="PlainShapes"/>). If shapes are static, one
/// session is enough. If the graph computes a shape, known constants are folded and the next nodes are inferred again. If a shape
/// depends on data, the node is run on zeros.
/// </summary>
internal sealed class ShapeInference
{
    private const int WindowNodes = 160;
    private const double MaxRunElements = 1 << 25;

    // A detector with unrolled suppression has about 200; each needs a session.
    private const int MaxRuns = 300;

    private readonly OnnxGraph _graph;
    private readonly TensorTable _tensors = new();
    private readonly Dictionary<string, TensorProto> _folded = new(StringComparer.Ordinal);
    private readonly List<ImportNote> _notes = [];
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly bool _standInForUnknown;
    private int _runs;
    private readonly bool _runBranches, _onOnes;

    private ShapeInference(OnnxGraph graph, InputBinding binding, bool standInForUnknown, bool runBranches, bool onOnes = false)
    {
        _graph = graph;
        (_runBranches, _onOnes) = (runBranches, onOnes);
        _standInForUnknown = standInForUnknown;
        foreach (var input in graph.Inputs)
            _tensors.Add(input.Name, input.Type.TensorType.ElemType, binding.Dims[input.Name]);
        foreach (var (name, tensor) in graph.Initializers)
            _tensors.Add(name, tensor.DataType, [.. tensor.Dims]);
        foreach (var node in graph.Nodes.Where(node => node is { Op: "Constant", IsStandard: true }))
        {
            if (graph.Stored(node.Output) is { } tensor)
                _tensors.Add(node.Output, tensor.DataType, [.. tensor.Dims]);
        }

        foreach (var sparse in graph.Model.Graph.SparseInitializer)
            _tensors.Add(sparse.Values?.Name ?? "", sparse.Values?.DataType ?? 0, [.. sparse.Dims]);
    }

    /// <summary>The shapes that the file and the user give: of inputs and of stored tensors.</summary>
    public static TensorTable Known(OnnxGraph graph, InputBinding binding) => new ShapeInference(graph, binding, standInForUnknown: false, runBranches: false)._tensors;

    /// <summary>The shape of every value, and what had to be assumed.</summary>
    /// <exception cref="GraphException">ONNX Runtime refuses the graph; the message gives its reason.</exception>
    public static (TensorTable Tensors, IReadOnlyList<ImportNote> Notes) Infer(
        OnnxGraph graph, InputBinding binding, bool standInForUnknown, CancellationToken cancellation) =>
        PlainShapes.Infer(graph, Known(graph, binding)) is { } plain
            ? (plain, [])
            : AskRuntime(graph, binding, standInForUnknown, cancellation);

    /// <summary>The same, all of it from ONNX Runtime.</summary>
    /// <exception cref="GraphException">ONNX Runtime refuses the graph; the message gives its reason.</exception>
    public static (TensorTable Tensors, IReadOnlyList<ImportNote> Notes) AskRuntime(
        OnnxGraph graph, InputBinding binding, bool standInForUnknown, CancellationToken cancellation)
    {
        try
        {
            return Infer(new ShapeInference(graph, binding, standInForUnknown, runBranches: false), graph, cancellation);
        }
        catch (GraphException error) when (error is not ImportLimitException && graph.Nodes.Any(node => node.HasSubgraph))
        {
            // If the results of branches differ in rank, ONNX Runtime infers a wrong rank: run them instead.
            return InferByRuns(graph, binding, standInForUnknown, cancellation);
        }
    }

    private static (TensorTable Tensors, IReadOnlyList<ImportNote> Notes) InferByRuns(
        OnnxGraph graph, InputBinding binding, bool standInForUnknown, CancellationToken cancellation)
    {
        try
        {
            return Infer(new ShapeInference(graph, binding, standInForUnknown, runBranches: true), graph, cancellation);
        }
        catch (GraphException error) when (error is not ImportLimitException)
        {
            // With zeros, a detector may find nothing, so later shapes stay unknown. With ones, it finds everything.
            return Infer(new ShapeInference(graph, binding, standInForUnknown, runBranches: true, onOnes: true), graph, cancellation);
        }
    }

    /// <summary>The values of some constants of a graph, as far as they follow from its shapes.</summary>
    /// <exception cref="GraphException">ONNX Runtime refuses the graph.</exception>
    public static IReadOnlyList<(string Name, TensorProto Value)> Constants(OnnxGraph graph, InputBinding binding, IReadOnlyCollection<string> wanted, CancellationToken cancellation)
    {
        var inference = new ShapeInference(graph, binding, standInForUnknown: true, runBranches: false);
        Infer(inference, graph, cancellation);
        inference.Fold(wanted);
        return [.. wanted.Where(inference._folded.ContainsKey).Select(name => (name, inference._folded[name]))];
    }

    private static (TensorTable Tensors, IReadOnlyList<ImportNote> Notes) Infer(ShapeInference inference, OnnxGraph graph, CancellationToken cancellation)
    {
        inference.Ask(graph.Nodes);
        var position = 0;
        while ((position = inference.NextUnknown(position)) < graph.Nodes.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            var node = graph.Nodes[position];
            if (node.IsCarried)
                inference.Fold();
            if (inference.ByRule(node))
                continue;
            inference.Fold();
            inference.AskFrom(position);
            for (var learnt = -1; !inference.IsDone(node) && inference.WaitsForConstant(node) && inference.Learnt > learnt;)
            {
                learnt = inference.Learnt;
                // Constants that are too large to be folded: their dimensions may be known now, and allow more folding.
                inference.Ask(graph.Nodes.Take(position).Where(n => !inference.IsDone(n)));
                inference.Fold();
                inference.AskFrom(position);
            }

            if (!inference.IsDone(node))
                inference.RunOnZeros(node);
        }

        return (inference._tensors, inference._notes);
    }

    /// <summary>Sets the shapes of the outputs of a node by our own rules; false if there is no rule.</summary>
    private bool ByRule(OnnxNode node)
    {
        for (var i = 0; i < node.Proto.Output.Count; i++)
        {
            if (!IsDone(node.Proto.Output[i]) && ShapeRules.Infer(node, i, _graph, _tensors) is { } dims)
                _tensors.Add(node.Proto.Output[i], _tensors.KnowsType(node.Proto.Output[i]) ? _tensors.ElementType(node.Proto.Output[i]) : _tensors.ElementType(node.Input(0)), dims);
        }

        return IsDone(node);
    }

    /// <summary>Whether an operator is unknown to us; ONNX Runtime may know it.</summary>
    public static bool IsUnknown(OnnxNode node) => OperatorTable.Work(node) == WorkKind.Unknown && !NodeImporter.Builds(node);

    /// <summary>The amount of known facts; it grows as long as there is progress.</summary>
    private int Learnt => _tensors.Count + _folded.Count;

    private int NextUnknown(int position)
    {
        while (position < _graph.Nodes.Count && _graph.Nodes[position].Proto.Output.All(o => _graph.IsConstant(o) || IsDone(o)))
            position++;
        return position;
    }

    private void AskFrom(int position) => Ask(_graph.Nodes.Skip(position).Take(WindowNodes).Where(n => !IsDone(n)));

    private bool WaitsForConstant(OnnxNode node) => node.Reads.Any(v => _graph.IsConstant(v) && !IsSmallConstant(v)
        && (!_tensors.Knows(v) || _tensors.ElementType(v) is (int)OnnxDataType.Int64 or (int)OnnxDataType.Int32));

    private bool IsDone(OnnxNode node) => node.Proto.Output.All(IsDone);

    private bool IsDone(string value) => value.Length == 0 || _tensors.Knows(value);

    /// <summary>Infers nodes. An operator without an implementation on this machine is assumed to have the shape of its first input.</summary>
    private void Ask(IEnumerable<OnnxNode> nodes)
    {
        var asked = nodes.ToArray();
        while (true)
        {
            try
            {
                AskOnce(asked);
                return;
            }
            catch (GraphException error) when (MissingOperator(error.Message) is { } op && asked.Any(node => node.Op == op) && _missing.Add(op))
            {
                // Retry without it.
            }
        }
    }

    private static string? MissingOperator(string message)
    {
        const string before = "Could not find an implementation for ";
        var start = message.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return start < before.Length || message.IndexOf('(', start) is var end && end < 0 ? null : message[start..end];
    }

    private void AskOnce(OnnxNode[] nodes)
    {
        var model = new InferenceModel();
        var outputs = new List<string>();
        foreach (var node in nodes)
        {
            if (node.Proto.Output.All(o => o.Length == 0 || _folded.ContainsKey(o)))
                continue;
            if ((_runBranches && node.HasSubgraph) || ShapeRules.Only(node) || !node.Reads.All(value => Offer(model, value)))
                continue;
            if (!node.IsStandard || ShapeRules.IsLikeFirst(node) || _missing.Contains(node.Op) || (_standInForUnknown && IsUnknown(node)))
                model.StandIn(node);
            else
                model.Node(node);
            outputs.AddRange(node.Proto.Output.Where(o => o.Length > 0));
        }

        if (!model.Finish(_graph.Model.OpsetImport, outputs, out var proto))
            return;
        foreach (var input in proto.Graph.Input)
            _tensors.Add(input.Name, input.Type.TensorType.ElemType, [.. input.Type.TensorType.Shape.Dim.Select(d => d.DimValue)]);
        var flat = new List<string>();
        foreach (var (name, type, dims) in ShapeSession.Outputs(proto))
        {
            _tensors.AddType(name, type);
            if (dims.Length > 0 && dims.All(d => d >= 0))
                _tensors.Add(name, type, dims);
            else if (dims.Length == 0 && !_graph.IsConstant(name))
                flat.Add(name);
        }

        if (flat.Count > 0)
            TellScalars(proto, flat);
    }

    /// <summary>No dimensions may mean a single number or an unknown rank. The rank, the length of a Shape, decides.</summary>
    private void TellScalars(ModelProto model, List<string> flat)
    {
        const string rank = ".rank";
        foreach (var name in flat)
        {
            model.Graph.Node.Add(new NodeProto { OpType = "Shape", Name = name + rank, Input = { name }, Output = { name + rank } });
            model.Graph.Output.Add(new ValueInfoProto { Name = name + rank });
        }

        foreach (var (name, _, dims) in ShapeSession.Outputs(model))
        {
            if (dims is [0] && name.EndsWith(rank, StringComparison.Ordinal) && name[..^rank.Length] is var scalar && !_tensors.Knows(scalar))
                _tensors.Add(scalar, _tensors.ElementType(scalar), []);
        }
    }

    /// <summary>Adds an outer value to a model; false if it is not known yet.</summary>
    private bool Offer(InferenceModel model, string value)
    {
        if (model.Has(value))
            return true;
        if (_folded.TryGetValue(value, out var constant) || (_graph.Initializers.TryGetValue(value, out constant) && InferenceModel.IsSmall(constant)))
            model.Constant(value, constant);
        else if (_tensors.Knows(value))
            model.Input(value, _tensors.ElementType(value), _tensors.Dims(value));
        else
            return false;
        return true;
    }

    /// <summary>Computes the constants whose sources are known: shape arithmetic, not weights.</summary>
    private void Fold(IReadOnlyCollection<string>? also = null)
    {
        var inside = new HashSet<string>(StringComparer.Ordinal);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        var candidates = new List<OnnxNode>();
        foreach (var node in _graph.Nodes)
        {
            if (node.Proto.Output.All(_folded.ContainsKey))
                continue;
            if (IsShapeArithmetic(node) && (IsKnownShape(node) || node.Reads.All(v => inside.Contains(v) || IsSmallConstant(v))))
            {
                candidates.Add(node);
                inside.UnionWith(node.Proto.Output);
            }
            else
            {
                wanted.UnionWith(node.Reads.Where(inside.Contains));
            }
        }

        wanted.UnionWith((also ?? []).Where(inside.Contains));
        wanted.Remove("");
        if (wanted.Count > 0)
            Evaluate(candidates, wanted);
    }

    private void Evaluate(List<OnnxNode> candidates, HashSet<string> wanted)
    {
        var needed = new HashSet<string>(wanted, StringComparer.Ordinal);
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            if (!candidates[i].Proto.Output.Any(needed.Contains))
                candidates.RemoveAt(i);
            else if (!IsKnownShape(candidates[i]))
                needed.UnionWith(candidates[i].Reads);
        }

        var model = new InferenceModel();
        foreach (var node in candidates)
        {
            // The dimensions are enough; the tensor has no values.
            if (IsKnownShape(node))
                model.Constant(node.Output, ShapeOf(node));
            else if (node.Reads.All(value => Offer(model, value)))
                model.Node(node);
        }

        if (!model.Finish(_graph.Model.OpsetImport, wanted, out var proto))
            return;
        foreach (var tensor in ShapeSession.Run(proto, []))
        {
            _tensors.Add(tensor.Name, tensor.DataType, [.. tensor.Dims]);
            if (tensor.HasRawData)
            {
                _folded[tensor.Name] = tensor;
                _tensors.AddConstant(tensor.Name, tensor);
            }
        }
    }

    private bool IsKnownShape(OnnxNode node) => node.IsStandard && node.Op == "Shape" && _tensors.Knows(node.Input(0));

    private bool IsSmallConstant(string value) => value.Length == 0 || _folded.ContainsKey(value)
        || (_graph.Initializers.TryGetValue(value, out var tensor) && InferenceModel.IsSmall(tensor));

    private bool IsShapeArithmetic(OnnxNode node) => node.IsStandard && !_missing.Contains(node.Op) && !ShapeRules.Only(node) && !ShapeRules.IsLikeFirst(node) && node.Proto.Output.All(o =>
        _graph.IsConstant(o) && (!_tensors.Knows(o) || _tensors.Dims(o).Aggregate(1.0, (product, dim) => product * dim) <= InferenceModel.SmallElements));

    private TensorProto ShapeOf(OnnxNode node)
    {
        var dims = _tensors.Dims(node.Input(0));
        var start = Clamp(node.Proto.Int("start"), dims.Length);
        var end = Clamp(node.Proto.Int("end", dims.Length), dims.Length);
        var part = dims.Skip(start).Take(Math.Max(0, end - start)).ToArray();
        return new TensorProto { Name = node.Output, DataType = (int)OnnxDataType.Int64, Dims = { part.Length }, Int64Data = { part } };
    }

    private static int Clamp(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);

    private void RunOnZeros(OnnxNode node)
    {
        if (++_runs > MaxRuns)
            throw new ImportLimitException($"node '{node.Name}' ({node.QualifiedOp}, opset {node.Opset}): it is the {_runs}th node whose output shape depends on the data, more than the {MaxRuns} that are tried: export it with static shapes");
        var model = new InferenceModel();
        if (!node.Reads.All(value => Offer(model, value)))
            throw node.Error("the shape of its input is not known");
        // Zeros are a useful guess for an image, but wrong for a constant.
        foreach (var value in node.Reads.Where(v => _graph.IsConstant(v) && !IsSmallConstant(v) && _tensors.ElementType(v) is (int)OnnxDataType.Int64 or (int)OnnxDataType.Int32))
            throw node.Error($"its output shape depends on the constant '{value}', whose values are not at hand");
        model.Node(node);
        var outputs = node.Proto.Output.Where(o => o.Length > 0).ToArray();
        model.Finish(_graph.Model.OpsetImport, outputs, out var proto);
        var elements = proto.Graph.Input.Sum(i => i.Type.TensorType.Shape.Dim.Aggregate(1.0, (product, dim) => product * dim.DimValue));
        if (elements > MaxRunElements)
            throw node.Error($"its output shape depends on {elements:0} elements of data, too many to try: export it with static shapes");
        foreach (var tensor in ShapeSession.Run(proto, proto.Graph.Input, _onOnes))
            _tensors.Add(tensor.Name, tensor.DataType, [.. tensor.Dims]);
        foreach (var output in outputs.Where(o => !_tensors.Knows(o)))
            throw node.Error($"'{output}' is no tensor: only tensors are read");
        _notes.Add(new ImportNote(node.Name, node.QualifiedOp, node.Opset,
            $"its output shape depends on the data; {string.Join('x', _tensors.Dims(outputs[0]))} is taken, as on {(_onOnes ? "ones" : "zeros")}"));
    }
}
