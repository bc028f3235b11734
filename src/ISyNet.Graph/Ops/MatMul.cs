namespace ISyNet.Graph.Ops;

/// <summary>A matrix product of two computed tensors (attention): (…, M, K) x (…, K, N) -> (…, M, N).</summary>
public sealed record MatMul : Op
{
    /// <inheritdoc/>
    public override string Kind => "matmul";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 2 || inputs[0].Rank < 2 || inputs[1].Rank < 2 || inputs[0].Dims[^1] != inputs[1].Dims[^2])
            throw new GraphException("matmul takes (…, M, K) and (…, K, N)");
        return new Shape([.. inputs[0].Dims[..^1], inputs[1].Dims[^1]]);
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements * inputs[0].Dims[^1];
}
