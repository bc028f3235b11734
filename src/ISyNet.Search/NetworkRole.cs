namespace ISyNet.Search;

/// <summary>The role of a network in a comparison.</summary>
public enum NetworkRole
{
    /// <summary>The network that the search chose.</summary>
    Designed,

    /// <summary>A scaled version of it.</summary>
    Scaled,

    /// <summary>The network to compare with.</summary>
    Baseline,
}
