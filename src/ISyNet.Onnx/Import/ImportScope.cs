using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Import;

/// <summary>The network under construction: the layer of each value of the file, and the notes.</summary>
internal sealed class ImportScope(OnnxGraph graph, TensorTable tensors, string name)
{
    private readonly NetworkBuilder _builder = new(name);
    private readonly Dictionary<string, int> _layers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly ParameterLedger _ledger = new(graph, tensors);
    private readonly Dictionary<int, ImmutableArray<Parameter>> _owns = [];
    private readonly Dictionary<int, long> _repeats = [];
    private readonly List<OnnxNode> _fused = [];
    private readonly List<Op> _built = [];

    public TensorTable Tensors { get; } = tensors;

    public OnnxGraph Graph { get; } = graph;

    public List<ImportNote> Notes { get; } = [];

    private readonly List<OnnxNode> _unknown = [];

    /// <summary>Records an unknown node.</summary>
    public void Unknown(OnnxNode node) => _unknown.Add(node);

    /// <summary>One line for each unknown operator, with its share of all nodes that compute something.</summary>
    public IEnumerable<ImportNote> UnknownNotes()
    {
        var all = Graph.Nodes.Count(node => !node.Proto.Output.All(Graph.IsConstant));
        return _unknown.GroupBy(node => (node.QualifiedOp, node.Opset)).Select(alike => new ImportNote(alike.First().Name, alike.Key.QualifiedOp, alike.Key.Opset, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"unknown operator, {alike.Count()} of {all} nodes ({100.0 * alike.Count() / all:0.#} %): costed as one element-wise pass over its output, without matrix work")));
    }

    public void Note(OnnxNode node, string message) => Notes.Add(new ImportNote(node.Name, node.QualifiedOp, node.Opset, message));

    public void AddInput(string value)
    {
        _layers[value] = _builder.Input(Tensors.Sample(value), Unique(value));
        _built.Add(new Input(Tensors.Sample(value)));
    }

    /// <summary>Whether a value is computed from the inputs (a constant or an absent input is not).</summary>
    public bool IsComputed(string value) => _layers.ContainsKey(value);

    public int Layer(string value) => _layers[value];

    public Shape ShapeOf(int layer) => _builder[layer];

    /// <summary>The layers of those inputs of a node that are computed, in order.</summary>
    public int[] ComputedInputs(OnnxNode node) => [.. node.Reads.Where(IsComputed).Select(Layer)];

    /// <summary>Builds the layers of a node, and gives them its stored tensors and the iterations of its loops.</summary>
    public void Build(OnnxNode node, Action<ImportScope, OnnxNode> import)
    {
        var first = _builder.Count;
        _fused.Clear();
        import(this, node);
        var rounds = Rounds(node);
        var holder = Holder(first);
        for (var i = first; i < _builder.Count; i++)
        {
            _owns[i] = [];
            _repeats[i] = rounds * _repeats.GetValueOrDefault(i, 1);
        }

        if (holder >= 0)
            _owns[holder] = Distinct(_ledger.Take(node).Concat(_fused.SelectMany(_ledger.TakeBias)));
    }

    /// <summary>Gives the layers of the current node also the tensors of another node that is fused into it.</summary>
    public void Fuse(OnnxNode node) => _fused.Add(node);

    /// <summary>Records that a layer runs several times in sequence.</summary>
    public void Repeat(int layer, long times) => _repeats[layer] = times;

    /// <summary>The number of iterations of the loops around a node.</summary>
    public long Rounds(OnnxNode node)
    {
        var rounds = 1L;
        foreach (var loop in node.Loops)
            rounds = Math.Min(MostRounds, rounds * (loop.In(Graph, Tensors) ?? 1));
        return rounds;
    }

    private const long MostRounds = 1 << 24;

    // The layer that multiplies by weights, otherwise the last one that is not only a view.
    private int Holder(int first)
    {
        var last = -1;
        for (var i = first; i < _builder.Count; i++)
        {
            if (_built[i] is Conv or ConvTranspose or Linear or MatMul or LayerNorm or BatchNorm)
                return i;
            last = i;
        }

        return last;
    }

    private static ImmutableArray<Parameter> Distinct(IEnumerable<Parameter> parameters)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. parameters.Select(p => names.Add(p.Name) ? p : p with { Name = Enumerable.Range(2, int.MaxValue - 2).Select(i => $"{p.Name}{i}").First(names.Add) })];
    }

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<OnnxNode> Readers(string value) => Graph.Readers(value);

    public bool IsOutput(string value) => Graph.Model.Graph.Output.Any(o => o.Name == value);

    public int Add(OnnxNode node, Op op, Shape output, ReadOnlySpan<int> inputs, string part = "")
    {
        _built.Add(op);
        return _builder.AddShaped(Unique(node.Name + part), op, output, inputs);
    }

    /// <summary>The same elements with another shape: a layer without cost, or none if the shape is the same.</summary>
    public int View(OnnxNode node, int layer, Shape target, string part) => _builder[layer] == target ? layer
        : Add(node, _builder[layer].Elements == target.Elements ? new Reshape(target) : new Imported("Reshape", WorkKind.Free), target, [layer], part);

    /// <summary>An operation that needs its input in another shape than in the file; binds the first output.</summary>
    public void Emit(OnnxNode node, Op op, int input, Shape asInput, Shape asOutput)
    {
        var layer = Add(node, op, asOutput, [View(node, input, asInput, ".view")]);
        Bind(node, View(node, layer, Tensors.Sample(node.Output), ".unview"));
    }

    /// <summary>An operation whose output has the shape of the file; binds the first output.</summary>
    public void Emit(OnnxNode node, Op op, params ReadOnlySpan<int> inputs) =>
        Bind(node, Add(node, op, Tensors.Sample(node.Output), inputs));

    /// <summary>Binds the first output of a node to a layer. Other outputs become layers without cost that read it.</summary>
    public void Bind(OnnxNode node, int layer)
    {
        _layers[node.Output] = layer;
        for (var i = 1; i < node.Proto.Output.Count; i++)
        {
            var output = node.Proto.Output[i];
            if (output.Length > 0 && !IsComputed(output) && (IsOutput(output) || Readers(output).Any()))
                _layers[output] = Add(node, new Imported(node.Op, WorkKind.Free, node.Domain, node.Opset), Tensors.Sample(output), [layer], $".{i}");
        }
    }

    public void Alias(string value, int layer) => _layers[value] = layer;

    public Network Build()
    {
        var outputs = Graph.Model.Graph.Output.Where(o => IsComputed(o.Name)).Select(o => Layer(o.Name)).ToImmutableArray();
        if (outputs.IsEmpty)
            throw new GraphException("no output depends on an input: everything in it is a constant");
        var network = new NetworkBuilder(name);
        var layers = _builder.Build(outputs.AsSpan()).Layers;
        for (var i = 0; i < layers.Length; i++)
        {
            CheckSize(layers[i], layers[i].Inputs.Select(input => layers[input].Output).ToArray(), _repeats.GetValueOrDefault(i, 1));
            var layer = _owns.TryGetValue(i, out var owned) ? layers[i] with { Owns = owned } : layers[i];
            network.Copy(_repeats.GetValueOrDefault(i, 1) is > 1 and var times ? layer with { Repeats = (int)Math.Min(times, MostRounds) } : layer, layer.Inputs.AsSpan());
        }

        return network.Build(outputs.AsSpan());
    }

    // The bound keeps sums over all layers within 64 bits.
    private static void CheckSize(Layer layer, Shape[] inputs, long times)
    {
        const double most = 1L << 56;
        var inner = layer.Op switch
        {
            Conv conv => (double)inputs[0].Channels / conv.Groups * conv.Window.KernelArea,
            ConvTranspose conv => (double)inputs[0].Elements / layer.Output.Elements * conv.OutChannels / conv.Groups * conv.Window.KernelArea,
            Linear or MatMul => inputs[0].Rank > 0 ? inputs[0].Dims[^1] : 1,
            _ => 0,
        };
        if (inner * layer.Output.Elements * times > most)
            throw new ImportLimitException($"layer '{layer.Name}' ({layer.Output}, {times} times) has more multiply-accumulates than any accelerator computes");
    }

    private string Unique(string wanted)
    {
        var unique = wanted;
        for (var i = 2; !_names.Add(unique); i++)
            unique = $"{wanted}#{i}";
        return unique;
    }
}
