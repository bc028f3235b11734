using System.Buffers.Binary;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>A few numbers in a file: a mean, a deviation, a factor.</summary>
/// <param name="Values">The numbers, row by row.</param>
/// <param name="Dims">Their dimensions.</param>
internal sealed record StoredNumbers(double[] Values, long[] Dims)
{
    private const int Most = 16;
    private const int MostSteps = 8;

    /// <summary>The dimension along which the numbers differ, in a value of <paramref name="rank"/> dimensions; null if there is none.</summary>
    public int? Axis(int rank)
    {
        var own = Array.FindIndex(Dims, dim => dim > 1);
        return own >= 0 && Dims[own] == Values.Length && rank - (Dims.Length - own) is >= 0 and var axis ? axis : null;
    }

    /// <summary>The numbers of a stored value, also after a change of shape or type; null if it is not stored or too large.</summary>
    public static StoredNumbers? Read(OnnxGraph graph, string value)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (graph.Initializers.TryGetValue(value, out var tensor))
                return Read(tensor);
            if (graph.Nodes.FirstOrDefault(node => node.Proto.Output.Contains(value)) is not { } source)
                return null;
            if (source.Op == "Constant")
                return Read(source.Proto);
            if (source.Op is not ("Identity" or "Cast"))
                return null;
            value = source.Input(0);
        }

        return null;
    }

    private static StoredNumbers? Read(NodeProto constant) =>
        constant.Attribute("value")?.T is { } tensor ? Read(tensor)
        : constant.Attribute("value_float") is { HasF: true } number ? new([number.F], [])
        : constant.Attribute("value_floats") is { Floats.Count: > 0 and <= Most } list ? new([.. list.Floats.Select(f => (double)f)], [list.Floats.Count])
        : constant.Attribute("value_int") is { HasI: true } whole ? new([whole.I], [])
        : null;

    private static StoredNumbers? Read(TensorProto tensor)
    {
        var count = tensor.Dims.Aggregate(1L, (product, dim) => dim is >= 0 and <= Most ? product * dim : long.MaxValue / Most);
        if (count is < 1 or > Most || tensor.DataLocation == TensorProto.Types.DataLocation.External)
            return null;
        var raw = tensor.RawData.Span;
        double[]? values = (OnnxDataType)tensor.DataType switch
        {
            OnnxDataType.Float => raw.Length == 4 * count ? Raw(raw, 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)) : [.. tensor.FloatData.Select(f => (double)f)],
            OnnxDataType.Double => raw.Length == 8 * count ? Raw(raw, 8, bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes)) : [.. tensor.DoubleData],
            OnnxDataType.Float16 => raw.Length == 2 * count ? Raw(raw, 2, bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)) : [.. tensor.Int32Data.Select(bits => (double)BitConverter.UInt16BitsToHalf((ushort)bits))],
            OnnxDataType.Int64 => raw.Length == 8 * count ? Raw(raw, 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)) : [.. tensor.Int64Data.Select(n => (double)n)],
            OnnxDataType.Int32 => raw.Length == 4 * count ? Raw(raw, 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)) : [.. tensor.Int32Data.Select(n => (double)n)],
            _ => null,
        };
        return values?.Length == count ? new(values, [.. tensor.Dims]) : null;
    }

    private delegate double Reading(ReadOnlySpan<byte> bytes);

    private static double[] Raw(ReadOnlySpan<byte> bytes, int size, Reading read)
    {
        var values = new double[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(bytes.Slice(i * size, size));
        return values;
    }
}
