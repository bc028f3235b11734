using System.Collections.Immutable;
using ISyNet.Onnx.Import;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>One input of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Dims">Its dimensions including the batch; null for a free one. Default if the file does not even give their number.</param>
/// <param name="Start">The first operations on it.</param>
public sealed record InputSignature(string Name, OnnxDataType Type, ImmutableArray<int?> Dims, PictureStart Start)
{
    internal static InputSignature FromValue(OnnxGraph graph, ValueInfoProto input)
    {
        var tensor = input.Type?.TensorType;
        ImmutableArray<int?> dims = tensor?.Shape is { } shape
            ? [.. shape.Dim.Select(dim => dim.HasDimValue && dim.DimValue is > 0 and <= int.MaxValue ? (int?)dim.DimValue : null)]
            : default;
        return new InputSignature(input.Name, (OnnxDataType)(tensor?.ElemType ?? 0), dims, StartWalk.From(graph, input.Name, dims.IsDefault ? 0 : dims.Length));
    }

    /// <summary>The name with type and dimensions, for messages.</summary>
    public override string ToString() => $"{Name} ({(Dims.IsDefault ? "of any shape" : Dims.IsEmpty ? "one number" : string.Join('x', Dims.Select(dim => dim?.ToString() ?? "?")))})";
}
