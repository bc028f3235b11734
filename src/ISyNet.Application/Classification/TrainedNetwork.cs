using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;

namespace ISyNet.Application.Classification;

/// <summary>A trained classifier.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Weights">Its weights, with normalisation, class names and input if they are known.</param>
public sealed record TrainedNetwork(Architecture Architecture, TrainedWeights Weights);
