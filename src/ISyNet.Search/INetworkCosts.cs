using ISyNet.Graph;

namespace ISyNet.Search;

/// <summary>The cheap objectives of a network, computed from its graph alone.</summary>
public interface INetworkCosts
{
    /// <summary>Values by <see cref="Objective.Name"/>. Thread-safe and deterministic.</summary>
    IReadOnlyDictionary<string, double> Measure(Network network);
}
