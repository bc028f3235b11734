using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>
/// One node of a network; it has exactly one output tensor, so a layer's index also names its output.
/// </summary>
/// <param name="Name">Unique in the network; dotted, like <c>stages.1.blocks.0.edges.2.conv</c>. Weights are named after it; nothing else is read from it.</param>
/// <param name="Op">What it does.</param>
/// <param name="Inputs">Indices of the layers it reads; each is smaller than its own index.</param>
/// <param name="Output">Shape of one sample of its output.</param>
/// <param name="Place">Its place in the network; null if unknown.</param>
public sealed record Layer(string Name, Op Op, ImmutableArray<int> Inputs, Shape Output, LayerPlace? Place);
