using System.Collections.Immutable;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Export;

/// <summary>A named setting of an ONNX node: a whole number, a number, or a list of whole numbers.</summary>
public sealed class OnnxAttribute
{
    internal AttributeProto Proto { get; }

    /// <summary>A whole number.</summary>
    public OnnxAttribute(string name, long value) => Proto = new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A number.</summary>
    public OnnxAttribute(string name, float value) => Proto = new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>A list of whole numbers.</summary>
    public OnnxAttribute(string name, ImmutableArray<long> values) => Proto = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };
}
