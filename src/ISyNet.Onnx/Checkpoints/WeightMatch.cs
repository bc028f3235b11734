using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Weights;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>How a parameter and its tensor were matched.</summary>
public enum MatchKind
{
    /// <summary>By its name.</summary>
    Name,

    /// <summary>By its position among the tensors of its kind, with the right shape.</summary>
    Order,

    /// <summary>By shapes and the tree of names, independent of the order of the file.</summary>
    Structure,
}

/// <summary>A parameter and the tensor that it was taken from.</summary>
/// <param name="Parameter">Our full name.</param>
/// <param name="Tensor">The checkpoint's name.</param>
/// <param name="Dims">The dimensions of both.</param>
/// <param name="Kind">How they were matched.</param>
public sealed record WeightMatch(string Parameter, string Tensor, Shape Dims, MatchKind Kind);

/// <summary>The weights of a network from another framework's file.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Matches">Each parameter and its tensor, in the network's order.</param>
/// <param name="Unused">Tensors of the file that no parameter took.</param>
public sealed record MatchedWeights(WeightSet Weights, ImmutableArray<WeightMatch> Matches, ImmutableArray<string> Unused);
