using System.Collections.Immutable;

namespace ISyNet.Graph.Ops;

/// <summary>A fully connected layer over the last dimension. Weight layout: out, in.</summary>
public sealed record Linear(int OutFeatures, bool Bias = true) : Op
{
    /// <inheritdoc/>
    public override string Kind => "linear";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var input = Single(inputs);
        if (input.Rank == 0)
            throw new GraphException("linear takes a vector, not a scalar");
        return new Shape([.. input.Dims[..^1], OutFeatures]);
    }

    /// <inheritdoc/>
    public override ImmutableArray<Parameter> Parameters(ReadOnlySpan<Shape> inputs)
    {
        var weight = new Parameter("weight", new Shape(OutFeatures, Single(inputs).Dims[^1]));
        return Bias ? [weight, new Parameter("bias", Shape.Vector(OutFeatures))] : [weight];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements * Single(inputs).Dims[^1];
}
