using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Compares two branches by the weights that they read, then by their nodes, then by the inputs that they read.</summary>
internal sealed class BranchSize(OnnxGraph graph)
{
    /// <summary>Above 0 if the first is larger, below 0 if the second is.</summary>
    public int Compare(GraphProto first, GraphProto second) => Of(first).CompareTo(Of(second));

    private (double Weights, int Nodes, int Computed) Of(GraphProto branch)
    {
        var captured = GraphSort.Captured(branch);
        var own = Inside(branch);
        return (own.Weights + captured.Sum(value => Elements(graph.Stored(value))), own.Nodes, captured.Count(value => !graph.IsConstant(value)));
    }

    private static (double Weights, int Nodes) Inside(GraphProto branch)
    {
        var weights = branch.Initializer.Sum(Elements);
        var nodes = branch.Node.Count;
        foreach (var attribute in branch.Node.SelectMany(node => node.Attribute))
        {
            weights += Elements(attribute.T);
            foreach (var inner in attribute.G is { } one ? [one, .. attribute.Graphs] : attribute.Graphs.AsEnumerable())
            {
                var (innerWeights, innerNodes) = Inside(inner);
                (weights, nodes) = (weights + innerWeights, nodes + innerNodes);
            }
        }

        return (weights, nodes);
    }

    private static double Elements(TensorProto? tensor) =>
        tensor is null || (OnnxDataType)tensor.DataType is OnnxDataType.Int64 or OnnxDataType.Bool or OnnxDataType.String ? 0
            : tensor.Dims.Aggregate(1.0, (product, dim) => product * Math.Max(0, dim));
}
