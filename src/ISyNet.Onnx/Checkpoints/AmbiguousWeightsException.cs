using ISyNet.Graph;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>The tensors of a file fit a network in more than one way: which is meant is not guessed. The message names two of them.</summary>
public sealed class AmbiguousWeightsException : GraphException
{
    /// <summary>Creates the error.</summary>
    public AmbiguousWeightsException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public AmbiguousWeightsException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates an empty error.</summary>
    public AmbiguousWeightsException() { }
}
