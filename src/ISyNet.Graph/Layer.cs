using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>
/// One node of a network; it has exactly one output tensor, so a layer's index also names its output.
/// </summary>
/// <param name="Name">Unique in the network; dotted, like <c>stages.1.blocks.0.edges.2.conv</c>. Weights are named after it; nothing else is read from it.</param>
/// <param name="Op">What it does.</param>
/// <param name="Inputs">Indices of the layers it reads; each is smaller than its own index.</param>
/// <param name="Output">Shape of one sample of its output.</param>
/// <param name="Place">Where it stands in the network; null where nobody said so.</param>
public sealed record Layer(string Name, Op Op, ImmutableArray<int> Inputs, Shape Output, LayerPlace? Place)
{
    /// <summary>
    /// The tensors that it owns; null where they are those of its operation. A layer of a foreign network may share its weights
    /// with a layer before it, which then owns them.
    /// </summary>
    public ImmutableArray<Parameter>? Owns { get; init; }

    /// <summary>
    /// How often it runs for one sample, one run after another, at least 1: the rounds of a loop or the steps of a recurrent
    /// layer. Its output is that of one run.
    /// </summary>
    public int Repeats { get; init; } = 1;
}
