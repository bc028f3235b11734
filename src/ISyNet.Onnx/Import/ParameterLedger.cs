using System.Runtime.InteropServices;
using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Who owns the parameters of a file. A parameter is an element of a stored tensor that an operator computes with: the weights and biases
/// of convolutions, products, recurrent layers and normalisations, slopes, embedding tables, and the scales, biases and embeddings
/// of element-wise operators. Every stored tensor counts once, for the first that reads it. Indices, shapes, masks, single numbers
/// of element-wise operators, and the tables of anchors behind the last layer with weights do not count.
/// </summary>
internal sealed class ParameterLedger
{
    private readonly OnnxGraph _graph;
    private readonly TensorTable _tensors;
    private readonly Dictionary<string, double> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _feedsWeights = new(StringComparer.Ordinal);

    public ParameterLedger(OnnxGraph graph, TensorTable tensors)
    {
        (_graph, _tensors) = (graph, tensors);
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            var node = graph.Nodes[i];
            if (!IsWeighted(node) && !node.Proto.Output.Any(_feedsWeights.Contains))
                continue;
            for (var input = 0; input < node.Proto.Input.Count; input++)
            {
                if (!NodeInputs.IsIndex(node, input))
                    _feedsWeights.Add(node.Proto.Input[input]);
            }
        }
    }

    /// <summary>The tensors that a node is the first to read.</summary>
    public IEnumerable<Parameter> Take(OnnxNode node)
    {
        var weights = NodeInputs.Weights(node);
        foreach (var (index, name, trained) in weights)
        {
            var value = node.Input(index);
            if (value.Length > 0 && _graph.IsConstant(value) && (node.Op != "Gather" || IsEmbedding(value)) && Claim(value, Packed(node, index)) is { } dims)
                yield return new Parameter(name, dims, trained);
        }

        if (weights.Count > 0 || !MayHoldTable(node))
            yield break;
        var count = 0;
        foreach (var value in node.Proto.Input.Distinct())
        {
            if (value.Length > 0 && _graph.IsConstant(value) && IsParameterTable(node, value) && Claim(value, null) is { } dims)
                yield return new Parameter(count++ == 0 ? "constant" : $"constant{count}", dims);
        }
    }

    /// <summary>Whether a constant operand has more than one number.</summary>
    public static bool IsTable(TensorTable tensors, string value) => tensors.Knows(value) && tensors.Dims(value).Aggregate(1.0, (product, dim) => product * dim) > 1;

    private bool IsWeighted(OnnxNode node) => NodeInputs.Weights(node).Any(w => node.Input(w.Index).Length > 0 && _graph.IsConstant(node.Input(w.Index)) && w.Name.StartsWith("weight", StringComparison.Ordinal))
        && node.Op is not ("Gather" or "PRelu") && !node.Op.EndsWith("Normalization", StringComparison.Ordinal);

    private static bool MayHoldTable(OnnxNode node) => !node.IsCarried && (!node.IsStandard || node.Op is "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Min" or "Max" or "Sum" or "Mean" or "Concat" or "Where"
        or "QLinearAdd" or "QLinearMul" or "QLinearConcat");

    private bool IsEmbedding(string value) => _tensors.Knows(value) && _tensors.Dims(value).Length >= 2 && IsNumeric(value);

    /// <summary>Dimensions of weights that are packed into bytes.</summary>
    private static long[]? Packed(OnnxNode node, int index) => node.Op is "MatMulNBits" or "MatMulBnb4" && index == 1 ? [node.Proto.Int("N"), node.Proto.Int("K")] : null;

    private Shape? Claim(string value, long[]? packed)
    {
        if (packed is null && !_tensors.Knows(value))
            return null;
        var dims = packed ?? _tensors.Dims(value);
        var root = Root(value);
        var wanted = dims.Aggregate(1.0, (product, dim) => product * dim);
        var stored = packed is not null ? wanted : _tensors.Knows(root) ? _tensors.Dims(root).Aggregate(1.0, (product, dim) => product * dim) : wanted;
        var left = stored - _taken.GetValueOrDefault(root);
        if (left < 1 || wanted < 1)
            return null;
        _taken[root] = _taken.GetValueOrDefault(root) + Math.Min(left, wanted);
        return wanted <= left ? new Shape([.. dims.Select(d => checked((int)d))]) : Shape.Vector(checked((int)left));
    }

    /// <summary>The stored tensor that a constant is made of: the largest, where there are several.</summary>
    private string Root(string value)
    {
        if (_roots.TryGetValue(value, out var known))
            return known;
        var chain = new List<string>();
        var at = value;
        while (!_roots.TryGetValue(at, out known) && chain.Count < GraphSort.MaxNodes)
        {
            chain.Add(at);
            if (_graph.IsStored(at) || _graph.Writer(at) is not { } node || Largest(node) is not { } source)
            {
                known = at;
                break;
            }

            at = source;
        }

        foreach (var passed in chain)
            _roots[passed] = known ?? at;
        return known ?? at;
    }

    private string? Largest(OnnxNode node) => node.Op is "Shape" or "Size" or "ConstantOfShape" or "Range" ? null : node.Proto.Input
        .Where((input, i) => input.Length > 0 && _graph.IsConstant(input) && !NodeInputs.IsIndex(node, i)).MaxBy(input => _tensors.Knows(input) ? Elements(input) : 0);

    private double Elements(string value) => _tensors.Dims(value).Aggregate(1.0, (product, dim) => product * dim);

    private bool IsNumeric(string value) => (OnnxDataType)_tensors.ElementType(value) is OnnxDataType.Float or OnnxDataType.Float16 or OnnxDataType.BFloat16 or OnnxDataType.Double
        && (OnnxDataType)_tensors.ElementType(Root(value)) is not (OnnxDataType.Int64 or OnnxDataType.Int32 or OnnxDataType.Bool);

    private bool IsParameterTable(OnnxNode node, string value)
    {
        if (!IsTable(_tensors, value) || !IsNumeric(value) || (node.Op == "Concat" && !_graph.IsStored(Root(value))))
            return false;
        if (_graph.Stored(Root(value)) is { } stored && TableValues.AreFew(stored))
            return false;
        if (_feedsWeights.Contains(node.Output))
            return true;
        // Behind the last weights: the bias or scale of that layer has one number for each of its channels, a table of anchors has not.
        var dims = _tensors.Dims(value);
        return Widths(node) is not { Count: > 0 } widths || (dims.Max() is var length && Elements(value) == length && widths.Contains(length));
    }

    /// <summary>Channels or features of the nearest layers with weights before a node; none when there are no such layers.</summary>
    private HashSet<long> Widths(OnnxNode node)
    {
        const int most = 200;
        var widths = new HashSet<long>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(node.Reads.Where(value => !_graph.IsConstant(value)));
        while (waiting.TryDequeue(out var value) && seen.Count < most)
        {
            if (!seen.Add(value) || _graph.Writer(value) is not { } writer)
                continue;
            if (IsWeighted(writer))
            {
                var dims = _tensors.Dims(writer.Output);
                widths.Add(writer.Op.Contains("Conv", StringComparison.Ordinal) && dims.Length > 1 ? dims[1] : dims.Length > 0 ? dims[^1] : 1);
                continue;
            }

            foreach (var read in writer.Reads.Where(read => !_graph.IsConstant(read)))
                waiting.Enqueue(read);
        }

        return widths;
    }
}
