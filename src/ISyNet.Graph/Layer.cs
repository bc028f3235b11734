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
public sealed record Layer(string Name, Op Op, ImmutableArray<int> Inputs, Shape Output, LayerPlace? Place)
{
    /// <summary>
    /// Its tensors; null if they are those of its operation. A layer of an imported network may share the weights of an earlier
    /// layer, to which they belong.
    /// </summary>
    public ImmutableArray<Parameter>? Owns { get; init; }

    /// <summary>
    /// The number of its runs for one sample, at least 1: the iterations of a loop or the steps of a recurrent layer. The runs are
    /// sequential. Its output is that of one run.
    /// </summary>
    public int Repeats { get; init; } = 1;
}
