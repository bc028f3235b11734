using System.Collections.Immutable;

namespace ISyNet.Graph.Ops;

/// <summary>Batch normalisation over the channels (or features) of its input.</summary>
public sealed record BatchNorm(double Epsilon = 1e-5) : Op
{
    /// <inheritdoc/>
    public override string Kind => "batch norm";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs)
    {
        var dims = Shape.Vector(Single(inputs).Channels);
        return
        [
            new Parameter("weight", dims), new Parameter("bias", dims),
            new Parameter("running_mean", dims, Trained: false), new Parameter("running_var", dims, Trained: false),
        ];
    }
}
