using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Assigns shapes from the user to the inputs of a file.</summary>
internal static class WantedShapes
{
    /// <exception cref="GraphException">No input has this name, or this number of dimensions.</exception>
    public static Dictionary<string, Shape> Assign(IReadOnlyList<ValueInfoProto> inputs, NetworkImportOptions options)
    {
        var assigned = new Dictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var (name, shape) in options.Inputs)
        {
            var input = inputs.FirstOrDefault(i => i.Name == name)
                ?? throw new GraphException($"has no input '{name}': its inputs are {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}");
            if (!Fits(input, shape, orWhole: true))
                throw new GraphException($"input '{name}' has {Rank(input)} dimensions; {shape} has {shape.Rank}: give all of them, or all but the batch");
            assigned[name] = shape;
        }

        if (options.Input is not { } wanted)
            return assigned;
        // The image is not always the first input. Take the best fit by number of dimensions, then by fixed dimensions.
        var free = inputs.Where(input => !assigned.ContainsKey(input.Name)).ToArray();
        var target = free.Where(input => Fits(input, wanted, orWhole: false)).MaxBy(input => Agreeing(input, wanted)) ?? free.FirstOrDefault(input => Fits(input, wanted, orWhole: true));
        if (target is null)
        {
            throw inputs is [var only]
                ? new GraphException($"input '{only.Name}' has {Rank(only) - 1} dimensions besides the batch; {wanted} has {wanted.Rank}")
                : new GraphException($"none of its inputs takes {wanted}: name one, as in --input {inputs[0].Name}=SHAPE ({string.Join(", ", inputs.Select(i => $"'{i.Name}' has {Rank(i)} dimensions"))})");
        }

        assigned[target.Name] = wanted;
        return assigned;
    }

    private static int Rank(ValueInfoProto input) => input.Type?.TensorType?.Shape?.Dim.Count ?? 0;

    private static bool Fits(ValueInfoProto input, Shape shape, bool orWhole) =>
        input.Type?.TensorType is { Shape: null } || Rank(input) == shape.Rank + 1 || (orWhole && Rank(input) == shape.Rank);

    private static int Agreeing(ValueInfoProto input, Shape wanted)
    {
        var declared = input.Type?.TensorType?.Shape?.Dim;
        return declared is null ? -1 : Enumerable.Range(0, wanted.Rank).Count(i => declared[i + 1] is { HasDimValue: true } dim && dim.DimValue == wanted[i]);
    }
}
