using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Import;

/// <summary>The network under construction: which layer holds which value of the file, and what was remarked.</summary>
internal sealed class ImportScope(OnnxGraph graph, TensorTable tensors, string name)
{
    private readonly NetworkBuilder _builder = new(name);
    private readonly Dictionary<string, int> _layers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly ILookup<string, OnnxNode> _readers = graph.Nodes
        .SelectMany(node => node.Reads.Distinct().Select(value => (node, value))).ToLookup(r => r.value, r => r.node, StringComparer.Ordinal);

    private readonly HashSet<string> _weights = new(StringComparer.Ordinal);

    public TensorTable Tensors { get; } = tensors;

    public OnnxGraph Graph { get; } = graph;

    public List<ImportNote> Notes { get; } = [];

    public void Note(OnnxNode node, string message) => Notes.Add(new ImportNote(node.Name, node.QualifiedOp, node.Opset, message));

    public void AddInput(string value) => _layers[value] = _builder.Input(Tensors.Sample(value), Unique(value));

    /// <summary>Whether a value is computed from the inputs (a constant or an absent input is not).</summary>
    public bool IsComputed(string value) => _layers.ContainsKey(value);

    public int Layer(string value) => _layers[value];

    public Shape ShapeOf(int layer) => _builder[layer];

    /// <summary>The layers of those inputs of a node that are computed, in order.</summary>
    public int[] ComputedInputs(OnnxNode node) => [.. node.Reads.Where(IsComputed).Select(Layer)];

    /// <summary>Gives a stored constant to the first layer that wants it; false for all others, so that it counts once.</summary>
    public bool TakeWeight(string value) => _weights.Add(value);

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<OnnxNode> Readers(string value) => _readers[value];

    public bool IsOutput(string value) => Graph.Model.Graph.Output.Any(o => o.Name == value);

    public int Add(OnnxNode node, Op op, Shape output, ReadOnlySpan<int> inputs, string part = "") =>
        _builder.AddShaped(Unique(node.Name + part), op, output, inputs);

    /// <summary>The same elements under another shape: a free layer, or none when the shape is that already.</summary>
    public int View(OnnxNode node, int layer, Shape target, string part) => _builder[layer] == target ? layer
        : Add(node, _builder[layer].Elements == target.Elements ? new Reshape(target) : new Imported("Reshape", WorkKind.Free), target, [layer], part);

    /// <summary>An operation that needs its input under another shape than the file gives it; binds the first output.</summary>
    public void Emit(OnnxNode node, Op op, int input, Shape asInput, Shape asOutput)
    {
        var layer = Add(node, op, asOutput, [View(node, input, asInput, ".view")]);
        Bind(node, View(node, layer, Tensors.Sample(node.Output), ".unview"));
    }

    /// <summary>An operation whose output has the shape of the file; binds the first output.</summary>
    public void Emit(OnnxNode node, Op op, params ReadOnlySpan<int> inputs) =>
        Bind(node, Add(node, op, Tensors.Sample(node.Output), inputs));

    /// <summary>Says that a layer holds the first output of a node; other outputs become free layers that read it.</summary>
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
        return outputs.IsEmpty
            ? throw new GraphException("no output depends on an input: everything in it is a constant")
            : _builder.Build(outputs.AsSpan());
    }

    private string Unique(string wanted)
    {
        var unique = wanted;
        for (var i = 2; !_names.Add(unique); i++)
            unique = $"{wanted}#{i}";
        return unique;
    }
}
