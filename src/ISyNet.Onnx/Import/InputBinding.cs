using System.Globalization;
using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>The dimensions that the inputs of a file take when it is read: a batch of one, and a value for each free dimension.</summary>
internal sealed class InputBinding
{
    private const int DefaultSide = 224;
    private const int DefaultTokens = 128;
    private const int MaxRank = 8;

    private readonly List<ImportNote> _notes = [];
    private readonly Dictionary<string, long> _byParameter = new(StringComparer.Ordinal);

    /// <exception cref="GraphException">An input is no tensor, or the wanted shape does not fit it.</exception>
    public InputBinding(OnnxGraph graph, Shape? wanted)
    {
        for (var i = 0; i < graph.Inputs.Count; i++)
            Dims[graph.Inputs[i].Name] = Bind(graph.Inputs[i], i == 0 ? wanted : null);
    }

    /// <summary>Dimensions of each input, the batch of one included.</summary>
    public Dictionary<string, long[]> Dims { get; } = new(StringComparer.Ordinal);

    /// <summary>What was assumed.</summary>
    public IReadOnlyList<ImportNote> Notes => _notes;

    /// <summary>The batch that the file fixes when it is neither free nor 1, else null.</summary>
    public long? FixedBatch { get; private set; }

    /// <summary>Whether a size that the file fixes was replaced by a wanted one.</summary>
    public bool ReplacesSize { get; private set; }

    private long[] Bind(ValueInfoProto input, Shape? wanted)
    {
        if (input.Type?.TensorType is null)
            throw new GraphException($"input '{input.Name}' is no tensor: only tensors are read");
        if (input.Type.TensorType.Shape is not { } shape)
        {
            var assumed = wanted ?? Shape.Map(3, DefaultSide, DefaultSide);
            if (wanted is null)
                Note(input, $"has no shape in the file; {assumed} is assumed: give the input's shape to change it");
            return [1, .. assumed.Dims.Select(d => (long)d)];
        }

        var declared = shape.Dim;
        if (declared.Count > MaxRank)
            throw new GraphException($"input '{input.Name}' has {declared.Count} dimensions, more than the {MaxRank} that are read");
        if (wanted is { } given && given.Rank != declared.Count - 1)
            throw new GraphException($"input '{input.Name}' has {declared.Count - 1} dimensions besides the batch; {given} has {given.Rank}");
        var dims = new long[declared.Count];
        for (var i = 0; i < dims.Length; i++)
            dims[i] = i == 0 && dims.Length > 1 ? Batch(declared[0]) : wanted is { } w ? Wanted(declared[i], w[i - 1]) : Free(input, declared, i);
        return dims;
    }

    private long Batch(TensorShapeProto.Types.Dimension dim)
    {
        if (dim.HasDimValue && dim.DimValue > 1)
            FixedBatch = dim.DimValue;
        if (dim.HasDimParam && dim.DimParam.Length > 0)
            _byParameter[dim.DimParam] = 1;
        return 1;
    }

    private long Wanted(TensorShapeProto.Types.Dimension dim, int value)
    {
        if (dim.HasDimParam && dim.DimParam.Length > 0)
            _byParameter[dim.DimParam] = value;
        ReplacesSize |= dim.HasDimValue && dim.DimValue > 0 && dim.DimValue != value;
        return value;
    }

    private long Free(ValueInfoProto input, IReadOnlyList<TensorShapeProto.Types.Dimension> declared, int axis)
    {
        var dim = declared[axis];
        if (dim.HasDimValue && dim.DimValue > 0)
            return dim.DimValue <= int.MaxValue ? dim.DimValue
                : throw new GraphException($"input '{input.Name}' has a dimension of {dim.DimValue.ToString(CultureInfo.InvariantCulture)}");
        if (dim.HasDimParam && _byParameter.TryGetValue(dim.DimParam, out var known))
            return known;
        // A map whose last dimension is the fixed, small one is channels-last, as TensorFlow exports it.
        var channelsLast = declared.Count == 4 && declared[3] is { HasDimValue: true, DimValue: 1 or 3 or 4 } && !declared[1].HasDimValue;
        var value = declared.Count switch
        {
            4 when axis == (channelsLast ? 3 : 1) => 3,
            4 => DefaultSide,
            1 => 1,
            _ => DefaultTokens,
        };
        Note(input, $"dimension {axis}{(dim.DimParam.Length > 0 ? $" ('{dim.DimParam}')" : "")} is free; {value} is assumed");
        if (dim.HasDimParam && dim.DimParam.Length > 0)
            _byParameter[dim.DimParam] = value;
        return value;
    }

    private void Note(ValueInfoProto input, string message) => _notes.Add(new ImportNote(input.Name, "", 0, message));
}
