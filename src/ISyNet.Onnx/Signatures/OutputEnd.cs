namespace ISyNet.Onnx.Signatures;

/// <summary>What the last operation before an output makes of its values.</summary>
public enum OutputEnd
{
    /// <summary>Something that does not say what the values are.</summary>
    Unknown,

    /// <summary>A linear layer, a mean or the like: values without bounds, no probabilities.</summary>
    Unbounded,

    /// <summary>Softmax: probabilities that add up to 1.</summary>
    Softmax,

    /// <summary>The logarithm of a softmax.</summary>
    LogSoftmax,

    /// <summary>Sigmoid: each value a probability of its own.</summary>
    Sigmoid,

    /// <summary>A division by the length: a direction, not classes.</summary>
    UnitLength,

    /// <summary>A choice: indices, not scores.</summary>
    Choice,
}
