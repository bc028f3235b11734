using ISyNet.Graph;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>The tensors of a file fit a network in more than one way, and we do not guess. The message names two of the tensors.</summary>
public sealed class AmbiguousWeightsException(string message, Exception? inner = null) : GraphException(message, inner);
