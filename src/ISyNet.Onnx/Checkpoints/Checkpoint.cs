using System.Collections.Immutable;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>The tensors of another framework's file.</summary>
/// <param name="Tensors">Those that can be read.</param>
/// <param name="IsInOrder">Whether they stand in the order of the network's layers; else their order says nothing.</param>
/// <param name="LeftOut">Those that cannot be read, such as F8 or ones without an element, each with its type and dimensions.</param>
public sealed record Checkpoint(ImmutableArray<CheckpointTensor> Tensors, bool IsInOrder, ImmutableArray<string> LeftOut);
