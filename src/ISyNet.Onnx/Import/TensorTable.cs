using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Known element types and dimensions of the values of a graph, including the batch.</summary>
internal sealed class TensorTable
{
    private readonly Dictionary<string, long[]> _dims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);

    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    /// <summary>Values of known dimensions.</summary>
    public int Count => _dims.Count;

    public bool Knows(string value) => _dims.ContainsKey(value);

    public long[] Dims(string value) => _dims.TryGetValue(value, out var dims) ? dims : throw new GraphException($"the shape of '{value}' is not known");

    /// <summary>ONNX's number of the element type; float if unknown.</summary>
    public int ElementType(string value) => _types.GetValueOrDefault(value, (int)OnnxDataType.Float);

    /// <summary>A copy of the table.</summary>
    public TensorTable Copy()
    {
        var copy = new TensorTable();
        foreach (var (value, dims) in _dims)
            copy._dims[value] = dims;
        foreach (var (value, type) in _types)
            copy._types[value] = type;
        foreach (var (value, tensor) in _constants)
            copy._constants[value] = tensor;
        return copy;
    }

    public bool KnowsType(string value) => _types.ContainsKey(value);

    public void Add(string value, int elementType, long[] dims)
    {
        if (value.Length == 0)
            return;
        _types[value] = elementType;
        _dims[value] = dims;
    }

    /// <summary>The values of a small constant that the graph computes; null if unknown.</summary>
    public TensorProto? Constant(string value) => _constants.GetValueOrDefault(value);

    public void AddConstant(string value, TensorProto tensor) => _constants[value] = tensor;

    public void AddType(string value, int elementType) => _types[value] = elementType;

    /// <summary>
    /// The shape of one sample: a leading dimension of 1 is the batch. An empty dimension (from a run on zeros) counts as 1.
    /// </summary>
    public Shape Sample(string value)
    {
        var dims = Dims(value);
        var sample = new int[HasBatch(dims) ? dims.Length - 1 : dims.Length];
        for (var i = 0; i < sample.Length; i++)
        {
            var dim = dims[dims.Length - sample.Length + i];
            sample[i] = dim <= int.MaxValue ? (int)Math.Max(1, dim) : throw new GraphException($"'{value}' has a dimension of {dim}");
        }

        return new Shape(sample);
    }

    /// <summary>The index of a dimension of a value in its sample; -1 for the batch.</summary>
    public int SampleAxis(string value, long axis)
    {
        var dims = Dims(value);
        var absolute = axis < 0 ? axis + dims.Length : axis;
        return (int)(HasBatch(dims) ? absolute - 1 : absolute);
    }

    private static bool HasBatch(long[] dims) => dims.Length > 0 && dims[0] == 1;
}
