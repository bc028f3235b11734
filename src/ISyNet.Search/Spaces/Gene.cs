using System.Collections.Immutable;

namespace ISyNet.Search.Spaces;

/// <summary>How a mutation treats neighbouring options of a gene.</summary>
public enum GeneKind
{
    /// <summary>The operation of one edge of a block.</summary>
    Operation,

    /// <summary>Options without an order.</summary>
    Choice,

    /// <summary>Options in ascending order: a mutation prefers small steps.</summary>
    Size,
}

/// <summary>One free choice of a stage: its name and the words for its options in a genotype's text.</summary>
public sealed record Gene(string Name, GeneKind Kind, ImmutableArray<string> Options);
