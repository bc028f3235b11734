using System.Collections.Immutable;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>Follows a picture from an input to the first operation that combines pixels.</summary>
internal sealed class StartWalk(OnnxGraph graph)
{
    private static readonly ImmutableHashSet<string> Poolings = ["GlobalAveragePool", "GlobalMaxPool", "AveragePool", "MaxPool", "LpPool"];

    private PictureLayout? _layout;
    private int? _channels;
    private ImmutableArray<double> _factor = [1], _addend = [0];

    public static PictureStart From(OnnxGraph graph, string input, int rank)
    {
        var walk = new StartWalk(graph);
        walk.Follow(input, rank);
        return new PictureStart(walk._layout, walk._channels, walk._factor, walk._addend);
    }

    private void Follow(string value, int rank)
    {
        var turned = false;
        while (true)
        {
            OnnxNode[] readers = [.. graph.Nodes.Where(node => node.Op is not ("Shape" or "Size") && node.Proto.Input.Contains(value))];
            if (readers.FirstOrDefault(node => WeightOf(node) is not null) is { } convolution && WeightOf(convolution) is { Dims.Count: >= 3 } weight)
            {
                _channels = (int)Math.Clamp(weight.Dims[1] * convolution.Proto.Int("group", 1), 1, int.MaxValue);
                _layout ??= PictureLayout.ChannelsFirst;
            }

            if (readers is not [var reader])
                return;
            if (Poolings.Contains(reader.Op))
                _layout ??= PictureLayout.ChannelsFirst;
            if (reader.Op == "Transpose" && !turned && reader.Proto.Ints("perm") is { } order)
            {
                turned = true;
                if (order is [0, 3, 1, 2] or [2, 0, 1])
                    _layout = PictureLayout.ChannelsLast;
                else if (order is [0, 2, 3, 1] or [1, 2, 0])
                    _layout = PictureLayout.ChannelsFirst;
                else
                    return;
            }
            else if (reader.Op is not ("Identity" or "Cast" or "Dropout" or "Pad" or "Resize" or "Upsample") || reader.Input(0) != value)
            {
                if (!Scales(reader, value, rank, turned))
                    return;
            }

            value = reader.Output;
        }
    }

    private TensorProto? WeightOf(OnnxNode node) => node.Op switch
    {
        "Conv" or "FusedConv" or "ConvInteger" => graph.Initializers.GetValueOrDefault(node.Input(1)),
        "QLinearConv" => graph.Initializers.GetValueOrDefault(node.Input(3)),
        _ => null,
    };

    /// <summary>Includes an operation that multiplies or adds constants; false for other operations.</summary>
    private bool Scales(OnnxNode node, string value, int rank, bool turned)
    {
        if (node.Op == "BatchNormalization" && node.Proto.Input.Count >= 5)
        {
            double[]?[] parts = [.. Enumerable.Range(1, 4).Select(i => StoredNumbers.Read(graph, node.Input(i))?.Values)];
            if (parts is not [{ } gamma, { } beta, { } mean, { } variance] || new[] { beta, mean, variance }.Any(part => part.Length != gamma.Length))
                return false;
            var epsilon = node.Proto.Float("epsilon", 1e-5f);
            var factors = gamma.Select((g, c) => g / Math.Sqrt(variance[c] + epsilon)).ToImmutableArray();
            return Then(factors, [.. beta.Select((b, c) => b - (mean[c] * factors[c]))]);
        }

        if (node.Op is not ("Add" or "Sub" or "Mul" or "Div") || node.Proto.Input.Count != 2)
            return false;
        var first = node.Input(0) == value;
        if (StoredNumbers.Read(graph, node.Input(first ? 1 : 0)) is not { } constant)
            return false;
        if (constant.Values.Length > 1)
        {
            var axis = constant.Axis(rank);
            if (axis is null)
                return false;
            if (!turned && rank is 3 or 4)
                _layout ??= axis == rank - 1 ? PictureLayout.ChannelsLast : axis == rank - 3 ? PictureLayout.ChannelsFirst : null;
        }

        ImmutableArray<double> numbers = [.. constant.Values];
        return (node.Op, first) switch
        {
            ("Add", _) => Then([1], numbers),
            ("Mul", _) => Then(numbers, [0]),
            ("Sub", true) => Then([1], [.. numbers.Select(n => -n)]),
            ("Sub", false) => Then([-1], numbers),
            ("Div", true) => Then([.. numbers.Select(n => 1 / n)], [0]),
            _ => false,
        };
    }

    private bool Then(ImmutableArray<double> factor, ImmutableArray<double> addend)
    {
        var count = new[] { factor.Length, addend.Length, _factor.Length, _addend.Length }.Max();
        if (new[] { factor, addend, _factor, _addend }.Any(numbers => numbers.Length != 1 && numbers.Length != count))
            return false;
        ImmutableArray<double> product = [.. Enumerable.Range(0, count).Select(c => At(_factor, c) * At(factor, c))];
        ImmutableArray<double> sum = [.. Enumerable.Range(0, count).Select(c => (At(_addend, c) * At(factor, c)) + At(addend, c))];
        if (product.Any(p => !double.IsFinite(p) || p == 0) || sum.Any(s => !double.IsFinite(s)))
            return false;
        (_factor, _addend) = (product, sum);
        return true;

        static double At(ImmutableArray<double> numbers, int c) => numbers[Math.Min(c, numbers.Length - 1)];
    }
}
