using System.Collections.Immutable;
using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Signatures;

/// <summary>The origin of values in a graph: their nodes, their inputs, and the layers with weights before them.</summary>
internal sealed class ValueFlow
{
    private static readonly ImmutableHashSet<string> Weighted =
    [
        "Conv", "ConvTranspose", "FusedConv", "ConvInteger", "QLinearConv", "Gemm", "MatMul", "FusedGemm", "FusedMatMul", "QGemm", "QLinearMatMul", "MatMulInteger",
        "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "MatMulNBits",
    ];

    private readonly Dictionary<string, OnnxNode> _writers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _inputs = new(StringComparer.Ordinal);

    public ValueFlow(OnnxGraph graph)
    {
        foreach (var input in graph.Inputs)
            _inputs[input.Name] = [input.Name];
        foreach (var node in graph.Nodes)
        {
            var layers = node.Reads.Select(WeightedLayers).DefaultIfEmpty().Max() + (IsWeighted(node) ? 1 : 0);
            var inputs = ImmutableHashSet<string>.Empty;
            foreach (var read in node.Reads)
            {
                if (_inputs.TryGetValue(read, out var own) && !own.IsSubsetOf(inputs))
                    inputs = inputs.Union(own);
            }

            foreach (var output in node.Proto.Output)
                (_writers[output], _layers[output], _inputs[output]) = (node, layers, inputs);
        }
    }

    /// <summary>Whether a node is a convolution or a linear layer.</summary>
    public static bool IsWeighted(OnnxNode node) => Weighted.Contains(node.Op);

    public OnnxNode? Writer(string value) => _writers.GetValueOrDefault(value);

    public int WeightedLayers(string value) => _layers.GetValueOrDefault(value);

    public ImmutableArray<string> Inputs(string value) => _inputs.TryGetValue(value, out var inputs) ? [.. inputs.Order(StringComparer.Ordinal)] : [];
}
