using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Assigns the parameters of a file to nodes. A parameter is an element of a stored tensor that an operator computes with: weights and
/// biases of convolutions, products, recurrent layers and normalisations, slopes, embedding tables, and scales, biases and embeddings
/// of element-wise operators. Every stored tensor counts once, for its first reader. Indices, shapes, masks, single numbers of
/// element-wise operators, and tables of anchors after the last layer with weights do not count.
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

    /// <summary>The tensors of which a node is the first reader.</summary>
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

    /// <summary>The bias of an addition that is fused into the previous layer; it counts even if it is a single number.</summary>
    public IEnumerable<Parameter> TakeBias(OnnxNode sum)
    {
        foreach (var value in sum.Proto.Input.Where(value => _graph.IsConstant(value) && _tensors.Knows(value) && IsNumeric(value)))
        {
            if (Claim(value, null) is { } dims)
                yield return new Parameter("bias", dims);
        }
    }

    /// <summary>Whether a constant operand has more than one number.</summary>
    public static bool IsTable(TensorTable tensors, string value) => tensors.Knows(value) && tensors.Dims(value).Aggregate(1.0, (product, dim) => product * dim) > 1;

    private bool IsWeighted(OnnxNode node) => NodeInputs.Weights(node).Any(w => node.Input(w.Index).Length > 0 && _graph.IsConstant(node.Input(w.Index)) && w.Name.StartsWith("weight", StringComparison.Ordinal))
        && node.Op is not ("Gather" or "PRelu") && !node.Op.EndsWith("Normalization", StringComparison.Ordinal);

    private static bool MayHoldTable(OnnxNode node) => !node.IsCarried && (!node.IsStandard || node.Op is "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Min" or "Max" or "Sum" or "Mean" or "Concat" or "Where"
        or "QLinearAdd" or "QLinearMul" or "QLinearConcat");

    private bool IsEmbedding(string value) => _tensors.Knows(value) && _tensors.Dims(value).Length >= 2 && IsNumeric(value);

    /// <summary>Dimensions of packed weights.</summary>
    private static long[]? Packed(OnnxNode node, int index) => node.Op is "MatMulNBits" or "MatMulBnb4" && index == 1 ? [node.Proto.Int("N"), node.Proto.Int("K")] : null;

    private Shape? Claim(string value, long[]? packed)
    {
        if (packed is null && !_tensors.Knows(value))
            return null;
        var dims = packed ?? _tensors.Dims(value);
        var wanted = dims.Aggregate(1.0, (product, dim) => product * dim);
        if (wanted < 1)
            return null;
        var taken = 0.0;
        foreach (var root in Roots(value))
        {
            var stored = packed is not null ? wanted : _tensors.Knows(root) ? Elements(root) : wanted;
            var part = Math.Min(wanted - taken, stored - _taken.GetValueOrDefault(root));
            if (part <= 0)
                continue;
            _taken[root] = _taken.GetValueOrDefault(root) + part;
            taken += part;
        }

        return taken < 1 ? null : taken >= wanted ? new Shape([.. dims.Select(d => checked((int)d))]) : Shape.Vector(checked((int)taken));
    }

    /// <summary>The stored tensors that a constant is computed from: all of a concatenation, otherwise the largest.</summary>
    private HashSet<string> Roots(string value)
    {
        const int most = 1000;
        var roots = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([value]);
        while (waiting.TryPop(out var at))
        {
            if (!seen.Add(at))
                continue;
            if (seen.Count > most || _graph.IsStored(at) || _graph.Writer(at) is not { } node)
                roots.Add(at);
            else if (node.Op == "Concat")
                node.Proto.Input.Where(_graph.IsConstant).ToList().ForEach(waiting.Push);
            else if (Largest(node) is { } source)
                waiting.Push(source);
            else
                roots.Add(at);
        }

        return roots;
    }

    private string Root(string value)
    {
        if (!_roots.TryGetValue(value, out var known))
            _roots[value] = known = Roots(value).MaxBy(root => _tensors.Knows(root) ? Elements(root) : 0)!;
        return known;
    }

    private string? Largest(OnnxNode node) => node.Op is "Shape" or "Size" or "ConstantOfShape" or "Range" ? null : node.Proto.Input
        .Where((input, i) => input.Length > 0 && _graph.IsConstant(input) && !NodeInputs.IsIndex(node, i)).MaxBy(input => _tensors.Knows(input) ? Elements(input) : 0);

    private double Elements(string value) => _tensors.Dims(value).Aggregate(1.0, (product, dim) => product * dim);

    private bool IsNumeric(string value) => (OnnxDataType)_tensors.ElementType(value) is OnnxDataType.Float or OnnxDataType.Float16 or OnnxDataType.BFloat16 or OnnxDataType.Double
        && (OnnxDataType)_tensors.ElementType(Root(value)) is not (OnnxDataType.Int64 or OnnxDataType.Int32 or OnnxDataType.Bool);

    private bool IsParameterTable(OnnxNode node, string value)
    {
        if (!_tensors.Knows(value) || !IsNumeric(value) || (node.Op == "Concat" && !_graph.IsStored(Root(value))))
            return false;
        if (!IsTable(_tensors, value))
            return IsBiasOfOne(node);
        if (_graph.Stored(Root(value)) is { } stored && TableValues.AreFew(stored))
            return false;
        if (_feedsWeights.Contains(node.Output))
            return true;
        // After the last weights: a bias or scale has one number per channel, a table of anchors has not.
        var dims = _tensors.Dims(value);
        return Widths(node) is not [_, ..] widths || (dims.Max() is var length && Elements(value) == length && widths.Contains(length));
    }

    // A single number that is added directly after weights with one channel is a bias.
    private bool IsBiasOfOne(OnnxNode node) => node.Op == "Add" && node.Reads.Any(read => _graph.Writer(read) is { } writer && IsWeighted(writer)) && Widths(node) is [1];

    /// <summary>Channels or features of the nearest layers with weights before a node; none if there are no such layers.</summary>
    private List<long> Widths(OnnxNode node)
    {
        const int most = 200;
        var widths = new List<long>();
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
