using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>How often the body of a loop runs: as many times as a value has entries along an axis, or as a number says.</summary>
/// <param name="Loop">The node that the loop was.</param>
/// <param name="Value">What tells: the sequence that is walked through, or the number of rounds; empty when nothing tells.</param>
/// <param name="Axis">The axis of the sequence; null when the value is the number itself.</param>
internal sealed record LoopTrips(OnnxNode Loop, string Value, long? Axis)
{
    /// <summary>More rounds are a loop that ends by its own condition.</summary>
    public const int Most = 1 << 16;

    /// <summary>The rounds, at least 1; null when nothing tells.</summary>
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
