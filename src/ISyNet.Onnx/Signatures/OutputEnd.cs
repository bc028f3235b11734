namespace ISyNet.Onnx.Signatures;

/// <summary>The last operation before an output.</summary>
public enum OutputEnd
{
    /// <summary>Another operation: the meaning of the values is unknown.</summary>
    Unknown,

    /// <summary>A linear layer, a mean or similar: unbounded values, not probabilities.</summary>
    Unbounded,

    /// <summary>Softmax: probabilities that add up to 1.</summary>
    Softmax,

    /// <summary>The logarithm of a softmax.</summary>
    LogSoftmax,

    /// <summary>Sigmoid: independent probabilities.</summary>
    Sigmoid,

    /// <summary>A division by the norm: an embedding, not classes.</summary>
    UnitLength,

    /// <summary>Argmax or top-k: indices, not scores.</summary>
    Choice,
}
