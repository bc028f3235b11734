using ISyNet.Graph;

namespace ISyNet.Search.Scaling;

/// <summary>A measure of a network's capacity without training. Implementations are immutable and thread-safe.</summary>
public interface ICapacityMeasure
{
    /// <summary>Short name, for tables.</summary>
    string Name { get; }

    /// <summary>The capacity; larger is better. Only differences and order are meaningful.</summary>
    double Measure(Network network);
}
