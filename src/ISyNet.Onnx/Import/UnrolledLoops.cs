using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>The loops around each node that was inlined from the body of a loop.</summary>
internal sealed class UnrolledLoops
{
    private readonly Dictionary<NodeProto, IReadOnlyList<LoopTrips>> _of = new(ReferenceEqualityComparer.Instance);

    /// <summary>The loops of a node, the outermost first.</summary>
    public IReadOnlyList<LoopTrips> Of(NodeProto node) => _of.GetValueOrDefault(node, []);

    /// <summary>Records the loops around a node.</summary>
    public void Put(NodeProto node, IReadOnlyList<LoopTrips> loops)
    {
        if (loops.Count > 0)
            _of[node] = loops;
    }
}
