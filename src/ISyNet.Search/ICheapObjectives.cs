using ISyNet.Graph.Architectures;

namespace ISyNet.Search;

/// <summary>The cheap objectives of a network, computed only from its architecture.</summary>
public interface ICheapObjectives
{
    /// <summary>Values by <see cref="Objective.Name"/>. Thread-safe and deterministic.</summary>
    IReadOnlyDictionary<string, double> Measure(Architecture architecture);
}
