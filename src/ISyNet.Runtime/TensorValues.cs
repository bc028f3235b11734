using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ISyNet.Runtime;

/// <summary>Numbers as tensors of ONNX Runtime, and back, whatever type the model has them in.</summary>
internal static class TensorValues
{
    /// <summary>Whether numbers can become such a tensor, or come from one.</summary>
    public static bool Supports(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Double
        or TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.UInt16 or TensorElementType.Int32 or TensorElementType.Int64;

    /// <summary>Whether values of the type can be scores.</summary>
    public static bool IsFloating(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Double;

    /// <summary>A tensor of the numbers; whole types round and clamp. The caller disposes it.</summary>
    public static OrtValue Create(TensorElementType type, float[] numbers, long[] dims) => type switch
    {
        TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(numbers, dims),
        TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (Float16)number), dims),
        TensorElementType.BFloat16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (BFloat16)number), dims),
        TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (double)number), dims),
        TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (byte)Math.Clamp(MathF.Round(number), byte.MinValue, byte.MaxValue)), dims),
        TensorElementType.Int8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (sbyte)Math.Clamp(MathF.Round(number), sbyte.MinValue, sbyte.MaxValue)), dims),
        TensorElementType.UInt16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (ushort)Math.Clamp(MathF.Round(number), ushort.MinValue, ushort.MaxValue)), dims),
        TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (int)MathF.Round(number)), dims),
        TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (long)MathF.Round(number)), dims),
        TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => number != 0), dims),
        _ => throw new ISyNetException($"values of the type {type} cannot be given"),
    };

    /// <summary>The numbers of a tensor.</summary>
    public static float[] Read(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), number => (float)number),
        TensorElementType.BFloat16 => Array.ConvertAll(value.GetTensorDataAsSpan<BFloat16>().ToArray(), number => (float)number),
        TensorElementType.Double => Array.ConvertAll(value.GetTensorDataAsSpan<double>().ToArray(), number => (float)number),
        var type => throw new ISyNetException($"values of the type {type} are no scores"),
    };
}
