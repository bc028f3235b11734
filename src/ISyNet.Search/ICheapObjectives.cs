using ISyNet.Graph.Architectures;

namespace ISyNet.Search;

/// <summary>The cheap objectives of a network, computed only from its architecture.</summary>
public interface ICheapObjectives
{
    /// <summary>The values. Thread-safe and deterministic.</summary>
    MetricValues Measure(Architecture architecture);
}
