using System.Runtime.InteropServices;

namespace ISyNet.Onnx.Proto;

/// <summary>Typed access to a node's attributes.</summary>
internal static class OnnxAttributes
{
    public static AttributeProto? Attribute(this NodeProto node, string name)
    {
        foreach (var attribute in node.Attribute)
        {
            if (attribute.Name == name)
                return attribute;
        }

        return null;
    }

    public static long Int(this NodeProto node, string name, long fallback = 0) =>
        node.Attribute(name) is { HasI: true } attribute ? attribute.I : fallback;

    public static float Float(this NodeProto node, string name, float fallback) =>
        node.Attribute(name) is { HasF: true } attribute ? attribute.F : fallback;

    public static string Text(this NodeProto node, string name, string fallback = "") =>
        node.Attribute(name) is { HasS: true } attribute ? attribute.S.ToStringUtf8() : fallback;

    /// <summary>The list; null if it is absent or empty.</summary>
    public static long[]? Ints(this NodeProto node, string name) =>
        node.Attribute(name) is { Ints.Count: > 0 } attribute ? [.. attribute.Ints] : null;

    /// <summary>The values of a tensor of 32-bit or 64-bit integers; null for other types and external values.</summary>
    public static long[]? Integers(this TensorProto tensor) => ((OnnxDataType)tensor.DataType, tensor.HasRawData) switch
    {
        (OnnxDataType.Int64, true) when tensor.RawData.Length % sizeof(long) == 0 => [.. MemoryMarshal.Cast<byte, long>(tensor.RawData.Span)],
        (OnnxDataType.Int32, true) when tensor.RawData.Length % sizeof(int) == 0 => [.. MemoryMarshal.Cast<byte, int>(tensor.RawData.Span).ToArray().Select(v => (long)v)],
        (OnnxDataType.Int64, false) => [.. tensor.Int64Data],
        (OnnxDataType.Int32, false) => [.. tensor.Int32Data.Select(v => (long)v)],
        _ => null,
    };
}
