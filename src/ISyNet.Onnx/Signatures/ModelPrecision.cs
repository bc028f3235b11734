using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Signatures;

/// <summary>The number format in which a model computes: <c>fp32</c>, <c>fp16</c>, <c>bf16</c>, <c>fp64</c> or <c>int8</c>.</summary>
public static class ModelPrecision
{
    private const string Int8 = "int8", Fp32 = "fp32";

    /// <summary>
    /// Reads a file. A model that quantises its activations computes in int8. One that only stores its weights in bytes does not: its format is that of most of its
    /// floating-point weights, and without any that of its inputs.
    /// </summary>
    /// <exception cref="GraphException">The file is no ONNX model; the message names it.</exception>
    public static string Read(string path)
    {
        var model = OnnxFile.Read(path);
        var nodes = model.Graph.Node.Concat(model.Functions.SelectMany(function => function.Node));
        if (nodes.Any(QuantisesActivations))
            return Int8;
        var stored = model.Graph.Initializer
            .Concat(model.Graph.Node.Where(node => node.OpType == "Constant").Select(node => node.Attribute("value")?.T).OfType<TensorProto>())
            .Select(tensor => (Format: Name((OnnxDataType)tensor.DataType), Count: tensor.Dims.Aggregate(1.0, (product, dim) => product * dim)));
        var inputs = model.Graph.Input.Select(input => (Format: Name((OnnxDataType)(input.Type?.TensorType?.ElemType ?? 0)), Count: 0.0));
        return stored.Concat(inputs).Where(part => part.Format is not null).GroupBy(part => part.Format!, StringComparer.Ordinal)
            .OrderByDescending(group => group.Sum(part => part.Count)).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault()?.Key ?? Fp32;
    }

    private static bool QuantisesActivations(NodeProto node) =>
        node.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" || node.OpType.StartsWith("QLinear", StringComparison.Ordinal) || node.OpType.EndsWith("Integer", StringComparison.Ordinal);

    private static string? Name(OnnxDataType type) => type switch
    {
        OnnxDataType.Float => Fp32,
        OnnxDataType.Float16 => "fp16",
        OnnxDataType.BFloat16 => "bf16",
        OnnxDataType.Double => "fp64",
        _ => null,
    };
}
