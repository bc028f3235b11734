using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>The number of iterations of a loop: the size of a value along an axis, or a number.</summary>
/// <param name="Loop">The node of the loop.</param>
/// <param name="Value">The sequence that the loop iterates over, or the number of iterations; empty if unknown.</param>
/// <param name="Axis">The axis of the sequence; null if the value is the number itself.</param>
internal sealed record LoopTrips(OnnxNode Loop, string Value, long? Axis)
{
    /// <summary>Larger numbers mean that the loop ends by its own condition.</summary>
    public const int Most = 1 << 16;

    /// <summary>The iterations, at least 1; null if unknown.</summary>
    public int? In(OnnxGraph graph, TensorTable tensors)
    {
        if (Value.Length == 0)
            return null;
        if (Axis is { } axis)
            return tensors.Knows(Value) && tensors.Dims(Value) is var dims && At(dims, axis) is { } length ? (int)Math.Clamp(length, 1, Most) : null;
        var number = (tensors.Constant(Value) ?? graph.Stored(Value))?.Integers() is [var only] ? only : 0;
        return number is >= 1 and <= Most ? (int)number : null;
    }

    private static long? At(long[] dims, long axis) => (axis < 0 ? axis + dims.Length : axis) is var place && place >= 0 && place < dims.Length ? dims[place] : null;
}
