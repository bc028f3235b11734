using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>For the nodes that came out of the body of a loop, the loops that they stand in.</summary>
internal sealed class UnrolledLoops
{
    private readonly Dictionary<NodeProto, IReadOnlyList<LoopTrips>> _of = new(ReferenceEqualityComparer.Instance);

    /// <summary>The loops of a node, the outermost first.</summary>
    public IReadOnlyList<LoopTrips> Of(NodeProto node) => _of.GetValueOrDefault(node, []);

    /// <summary>Says that a node stands in loops.</summary>
    public void Put(NodeProto node, IReadOnlyList<LoopTrips> loops)
    {
        if (loops.Count > 0)
            _of[node] = loops;
    }
}
