namespace ISyNet.Graph.Backbones;

/// <summary>A feature map that a backbone returns.</summary>
/// <param name="Name"><c>c</c> and the binary logarithm of the stride: <c>c3</c> is the map of stride 8.</param>
/// <param name="Stride">Pixels of the input per position of the map.</param>
/// <param name="LayerName">The layer whose output it is.</param>
/// <param name="Shape">Shape of one sample.</param>
public sealed record Feature(string Name, int Stride, string LayerName, Shape Shape);
