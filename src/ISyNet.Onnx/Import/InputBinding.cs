using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>The dimensions of the inputs of a file: which of them is the batch, and a value for each free one.</summary>
internal sealed class InputBinding
{
    private const int MaxRank = 8;

    private readonly List<ImportNote> _notes = [];
    private readonly Dictionary<string, long> _byName = new(StringComparer.Ordinal);
    private readonly OnnxGraph _graph;
    private readonly FreeSizes _sizes;
    private readonly DimensionNames _names;
    private readonly long _freeBatch;

    /// <param name="graph">The graph.</param>
    /// <param name="options">The shapes that are wanted.</param>
    /// <param name="sizes">What free sizes take.</param>
    /// <param name="freeBatch">What a free batch takes; above 1 only where the graph holds that number.</param>
    /// <exception cref="GraphException">An input is no tensor, or a wanted shape does not fit it.</exception>
    public InputBinding(OnnxGraph graph, NetworkImportOptions options, FreeSizes? sizes = null, long freeBatch = 1)
    {
        (_graph, _sizes, _freeBatch) = (graph, sizes ?? FreeSizes.First, freeBatch);
        var unnamed = WantedShapes.Assign(graph.Inputs, options);
        _names = new DimensionNames(graph.Inputs);
        FixedBatch = CommonBatch(graph);
        // Sizes from the user come first: the names that they bind hold for all inputs.
        foreach (var input in graph.Inputs.OrderBy(input => unnamed.ContainsKey(input.Name) ? 0 : 1))
            Dims[input.Name] = Bind(input, unnamed.TryGetValue(input.Name, out var wanted) ? wanted : null);
    }

    /// <summary>Dimensions of each input, the batch included.</summary>
    public Dictionary<string, long[]> Dims { get; } = new(StringComparer.Ordinal);

    /// <summary>The axis of the batch; none for an input without batch.</summary>
    public Dictionary<string, int> BatchAxis { get; } = new(StringComparer.Ordinal);

    /// <summary>The assumptions.</summary>
    public IReadOnlyList<ImportNote> Notes => _notes;

    /// <summary>The fixed batch of the file; null if it is free or 1.</summary>
    public long? FixedBatch { get; }

    /// <summary>Samples in the batch for which shapes are inferred.</summary>
    public long Batch => FixedBatch ?? _freeBatch;

    /// <summary>Whether a fixed size of the file was replaced by one from the user.</summary>
    public bool ReplacesSize { get; private set; }

    /// <summary>Whether a size was assumed.</summary>
    public bool HasAssumed { get; private set; }

    // A first dimension above 1 that all maps share is a batch. For vectors and sequences this is unknown, unless they are convolved.
    private static long? CommonBatch(OnnxGraph graph)
    {
        var first = graph.Inputs.Where(i => i.Type?.TensorType?.Shape is { Dim.Count: >= 4 } or { Dim.Count: 3 } && (i.Type.TensorType.Shape.Dim.Count > 3 || IsConvolved(graph, i.Name)))
            .Select(i => i.Type.TensorType.Shape.Dim[0]).ToArray();
        return first.Length > 0 && first.All(dim => dim.HasDimValue && dim.DimValue == first[0].DimValue) && first[0].DimValue is > 1 and <= int.MaxValue
            ? first[0].DimValue : null;
    }

    private static bool IsConvolved(OnnxGraph graph, string input) =>
        graph.Readers(input).Any(node => node.IsStandard && node.Input(0) == input && (node.Op is "Conv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "GlobalAveragePool"
            || (node.Op == "BatchNormalization" && graph.StoredDims(node.Input(1)) is not null)));

    private long[] Bind(ValueInfoProto input, Shape? wanted)
    {
        if (input.Type?.TensorType is null)
            throw new GraphException($"input '{input.Name}' is no tensor: only tensors are read");
        if (input.Type.TensorType.Shape is not { } shape)
        {
            var channels = (int)Math.Clamp(ChannelEvidence.Find(_graph, input.Name, 1, 4) ?? FreeSizes.Channels, 1, 1 << 20);
            var assumed = wanted ?? Shape.Map(channels, _sizes.Side, _sizes.Side);
            if (wanted is null)
                Note(input, $"has no shape in the file; {assumed} is assumed: --input {input.Name}=SHAPE changes it");
            HasAssumed |= wanted is null;
            BatchAxis[input.Name] = 0;
            return [_freeBatch, .. assumed.Dims.Select(d => (long)d)];
        }

        var declared = shape.Dim;
        if (declared.Count > MaxRank)
            throw new GraphException($"input '{input.Name}' has {declared.Count} dimensions, more than the {MaxRank} that are read");
        var batch = BatchOf(input, declared, wanted);
        if (batch >= 0)
            BatchAxis[input.Name] = batch;
        if (wanted is { } given)
            return Wanted(declared, given, batch);
        var dims = new long[declared.Count];
        var free = new List<(int Axis, long Value)>();
        for (var i = 0; i < dims.Length; i++)
            dims[i] = i == batch ? Batch : IsFixed(declared[i]) ? Fixed(input, declared[i]) : Free(input, declared, i, free);
        NoteFree(input, declared, free);
        if (batch < 0 && dims is [> 1, _, ..] && IsFixed(declared[0]))
            Note(input, $"its first dimension of {dims[0]} is taken as a part of one sample, not as a batch");
        return dims;
    }

    /// <summary>The dimension of the batch; -1 when there is none.</summary>
    private int BatchOf(ValueInfoProto input, IReadOnlyList<TensorShapeProto.Types.Dimension> declared, Shape? wanted)
    {
        var named = Enumerable.Range(0, declared.Count).FirstOrDefault(i => _names.IsBatch(DimensionNames.Name(declared[i])), -1);
        if (wanted is { } given && given.Rank == declared.Count)
            return named >= 0 && given[named] == 1 ? named : given.Rank > 0 && given[0] == 1 ? 0 : -1;
        if (declared.Count < 2)
            return named == 0 && input.Type.TensorType.ElemType != (int)OnnxDataType.Bool ? 0 : -1;
        if (FixedBatch is { } batch && IsFixed(declared[0]))
            return declared[0].DimValue == batch ? 0 : -1;
        if (named >= 0)
            return named;
        // Layers x batch x features: the state of a recurrent layer.
        if (declared.Count == 3 && IsFixed(declared[0]) && !IsFixed(declared[1]) && IsFixed(declared[2]) && DimensionNames.Name(declared[1]).Length == 0
            && (declared[0].DimValue > 1 || RecurrentStates.Contains(_graph, input.Name)))
            return 1;
        var name = DimensionNames.Name(declared[0]);
        return IsFixed(declared[0]) && declared[0].DimValue != 1 && wanted is null ? -1 : _names.IsSize(name) ? -1 : 0;
    }

    private long[] Wanted(IReadOnlyList<TensorShapeProto.Types.Dimension> declared, Shape given, int batch)
    {
        var dims = new long[declared.Count];
        var whole = given.Rank == declared.Count;
        var next = 0;
        for (var i = 0; i < dims.Length; i++)
        {
            if (!whole && i == Math.Max(batch, 0))
            {
                dims[i] = Batch;
                continue;
            }

            dims[i] = i == batch ? Batch : given[whole ? i : next];
            next++;
            if (DimensionNames.Name(declared[i]) is { Length: > 0 } name && i != batch)
                _byName[name] = dims[i];
            ReplacesSize |= IsFixed(declared[i]) && i != batch && declared[i].DimValue != dims[i];
        }

        return dims;
    }

    private static bool IsFixed(TensorShapeProto.Types.Dimension dim) => dim.HasDimValue && dim.DimValue > 0;

    private static long Fixed(ValueInfoProto input, TensorShapeProto.Types.Dimension dim) => dim.DimValue <= int.MaxValue ? dim.DimValue
        : throw new GraphException($"input '{input.Name}' has a dimension of {dim.DimValue}");

    private long Free(ValueInfoProto input, IReadOnlyList<TensorShapeProto.Types.Dimension> declared, int axis, List<(int, long)> free)
    {
        var name = DimensionNames.Name(declared[axis]);
        if (_names.IsBatch(name))
            return Batch;
        if (name.Length > 0 && _byName.TryGetValue(name, out var known))
            return known;
        // The weights determine the channels, so this is no assumption.
        var value = ChannelEvidence.Find(_graph, input.Name, axis, declared.Count) is { } told and >= 1 and <= int.MaxValue ? told : 0;
        if (value == 0)
        {
            // A map with a fixed, small last dimension is channels-last, as TensorFlow exports it.
            var channelsLast = declared.Count == 4 && declared[3] is { HasDimValue: true, DimValue: 1 or 3 or 4 } && !IsFixed(declared[1]);
            value = _sizes.Of(declared.Count, axis, channelsLast);
            free.Add((axis, value));
        }

        if (name.Length > 0)
            _byName[name] = value;
        return value;
    }

    private void NoteFree(ValueInfoProto input, IReadOnlyList<TensorShapeProto.Types.Dimension> declared, List<(int Axis, long Value)> free)
    {
        HasAssumed |= free.Count > 0;
        foreach (var alike in free.GroupBy(f => f.Value))
        {
            var axes = alike.Select(f => declared[f.Axis].DimParam is { Length: > 0 } name ? $"{f.Axis} ('{name}')" : $"{f.Axis}").ToArray();
            Note(input, $"{(axes.Length == 1 ? "dimension" : "dimensions")} {string.Join(", ", axes)} {(axes.Length == 1 ? "is" : "are")} free; {alike.Key} is assumed: --input {input.Name}=SHAPE changes it");
        }
    }

    private void Note(ValueInfoProto input, string message) => _notes.Add(new ImportNote(input.Name, "", 0, message));
}
