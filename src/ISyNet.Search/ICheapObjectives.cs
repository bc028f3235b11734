using ISyNet.Graph.Architectures;

namespace ISyNet.Search;

/// <summary>The cheap objectives of a network, computed from its architecture alone.</summary>
public interface ICheapObjectives
{
    /// <summary>The values. Thread-safe and deterministic.</summary>
    MetricValues Measure(Architecture architecture);
}
