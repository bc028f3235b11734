using ISyNet.Graph;

namespace ISyNet.Search.Scaling;

/// <summary>What a network is worth before it is trained. Implementations are immutable and thread-safe.</summary>
public interface ICapacityMeasure
{
    /// <summary>Short name, for tables.</summary>
    string Name { get; }

    /// <summary>The worth; larger is better, only differences and order mean something.</summary>
    double Measure(Network network);
}
