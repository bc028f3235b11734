using System.Runtime.InteropServices;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Recognises tables that are not trained: masks and grids of coordinates have few different values.</summary>
internal static class TableValues
{
    private const int FewestElements = 16;
    private const int Repetitions = 4;
    private const int MostLookedAt = 1 << 16;

    /// <summary>Whether a table has at least two different values and each occurs four times on average; false if the values are unknown.</summary>
    public static bool AreFew(TensorProto tensor)
    {
        var (count, distinct) = (OnnxDataType)tensor.DataType switch
        {
            OnnxDataType.Float when tensor.HasRawData && tensor.RawData.Length % sizeof(float) == 0 => Count(MemoryMarshal.Cast<byte, float>(tensor.RawData.Span)),
            OnnxDataType.Float when tensor.FloatData.Count > 0 => Count<float>(tensor.FloatData.Take(MostLookedAt).ToArray()),
            OnnxDataType.Double when tensor.HasRawData && tensor.RawData.Length % sizeof(double) == 0 => Count(MemoryMarshal.Cast<byte, double>(tensor.RawData.Span)),
            OnnxDataType.Float16 or OnnxDataType.BFloat16 when tensor.HasRawData && tensor.RawData.Length % sizeof(short) == 0 => Count(MemoryMarshal.Cast<byte, short>(tensor.RawData.Span)),
            _ => (0, 0),
        };
        return count >= FewestElements && distinct >= 2 && (long)distinct * Repetitions <= count;
    }

    private static (int Count, int Distinct) Count<T>(ReadOnlySpan<T> values)
        where T : notnull
    {
        values = values[..Math.Min(values.Length, MostLookedAt)];
        var distinct = new HashSet<T>();
        foreach (var value in values)
            distinct.Add(value);
        return (values.Length, distinct.Count);
    }
}
