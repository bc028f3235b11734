using ISyNet.Graph;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>Scores a network without training it; a higher score predicts a better network. Thread-safe.</summary>
/// <param name="name">The name in texts, on the command line and in <see cref="Search.Metric"/>.</param>
internal abstract class TrainingFreeScore(string name)
{
    public string Name => name;

    /// <summary>The number of images that it uses; 0 for none.</summary>
    public virtual int Images => 64;

    /// <param name="network">The network.</param>
    /// <param name="batch">Real training images, the same for all candidates.</param>
    /// <param name="seed">Determines the random weights.</param>
    /// <returns>The score; not finite if the network has none.</returns>
    public abstract double Score(Network network, ScoreBatch batch, ulong seed);
}

/// <summary>A number that is computed from the graph alone, to compare other scores with.</summary>
internal sealed class GraphMeasure(string name, Func<Network, double> measure) : TrainingFreeScore(name)
{
    public override int Images => 0;

    public override double Score(Network network, ScoreBatch batch, ulong seed) => measure(network);
}
