using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;

namespace ISyNet.Detection.Model;

/// <summary>A detector without its weights.</summary>
/// <param name="Backbone">The architecture that the backbone is cut from, at the detector's input.</param>
/// <param name="Layout">Pyramid and heads.</param>
/// <param name="ClassNames">One name per class.</param>
public sealed record DetectorDesign(Architecture Backbone, DetectorLayout Layout, ImmutableArray<string> ClassNames)
{
    /// <summary>One picture as the network takes it: channels x height x width.</summary>
    public Shape Input => Backbone.Input;

    /// <summary>The detector's network; its outputs are class logits and distances (see <see cref="DetectorBuilder"/>).</summary>
    /// <exception cref="ISyNetException">The backbone lacks a stride, or a number is out of range.</exception>
    public Network Build() => DetectorBuilder.Build(ISyNet.Graph.Backbones.Backbone.FromNetwork(Backbone.Build()), ClassNames.Length, Layout);

    /// <summary>The positions of the outputs.</summary>
    public ImmutableArray<AnchorPoint> Points => AnchorPoints.Create(Input, Layout.Strides);
}

/// <summary>A trained detector.</summary>
/// <param name="Design">What it is.</param>
/// <param name="Weights">The weights of its network.</param>
/// <param name="Normalization">How pixels are normalised.</param>
public sealed record Detector(DetectorDesign Design, Graph.Weights.WeightSet Weights, Normalization Normalization);
