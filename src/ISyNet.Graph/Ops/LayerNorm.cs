using System.Collections.Immutable;

namespace ISyNet.Graph.Ops;

/// <summary>Normalisation over the features of each sample (layer, group and instance norm alike).</summary>
public sealed record LayerNorm(double Epsilon = 1e-5) : Op
{
    /// <inheritdoc/>
    public override string Kind => "layer norm";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs)
    {
        var input = Single(inputs);
        var dims = Shape.Vector(input.IsMap ? input.Channels : input.Rank == 0 ? 1 : input.Dims[^1]);
        return [new Parameter("weight", dims), new Parameter("bias", dims)];
    }
}
