namespace ISyNet.Graph.Ops;

/// <summary>Joins tensors along one dimension of the sample (0 = channels).</summary>
public sealed record Concat(int Axis = 0) : Op
{
    /// <inheritdoc/>
    public override string Kind => "concat";

    /// <inheritdoc/>
    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length == 0 || Axis < 0 || Axis >= inputs[0].Rank)
            throw new GraphException($"concat along dimension {Axis} does not fit its inputs");
        var dims = inputs[0].Dims.ToArray();
        dims[Axis] = 0;
        foreach (var input in inputs)
        {
            for (var i = 0; i < dims.Length; i++)
            {
                if (input.Rank != dims.Length || (i != Axis && input[i] != dims[i]))
                    throw new GraphException($"concat along dimension {Axis} cannot join {inputs[0]} and {input}");
            }

            dims[Axis] += input[Axis];
        }

        return new Shape(dims);
    }
}
