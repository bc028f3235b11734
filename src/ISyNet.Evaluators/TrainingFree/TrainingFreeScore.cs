using ISyNet.Graph;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>Scores a network without training it; a higher score promises a better network. Thread-safe.</summary>
/// <param name="name">Name for people, command lines and <see cref="Search.Metric"/>.</param>
internal abstract class TrainingFreeScore(string name)
{
    public string Name => name;

    /// <summary>How many images it looks at; none when 0.</summary>
    public virtual int Images => 64;

    /// <param name="network">The network.</param>
    /// <param name="batch">Real training images, the same for all candidates.</param>
    /// <param name="seed">Decides the fresh weights.</param>
    /// <returns>The score; not finite when the network has none.</returns>
    public abstract double Score(Network network, ScoreBatch batch, ulong seed);
}

/// <summary>A number that the graph alone gives: the yardstick of the other scores.</summary>
internal sealed class GraphMeasure(string name, Func<Network, double> measure) : TrainingFreeScore(name)
{
    public override int Images => 0;

    public override double Score(Network network, ScoreBatch batch, ulong seed) => measure(network);
}
