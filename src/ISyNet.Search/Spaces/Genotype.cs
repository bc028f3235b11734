using System.Collections.Immutable;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>
/// A point of a search space in canonical form: two genotypes that build the same network are equal. Immutable.
/// The text is readable and <see cref="SearchSpace.Parse"/> reads it back.
/// </summary>
public sealed class Genotype : IEquatable<Genotype>
{
    private readonly Lazy<string> _text;

    internal Genotype(SearchSpace space, ImmutableArray<int> choices)
    {
        Space = space;
        Choices = choices;
        _text = new Lazy<string>(() => GenotypeText.Write(space, choices));
    }

    /// <summary>The space.</summary>
    public SearchSpace Space { get; }

    /// <summary>The option that each gene of <see cref="SearchSpace.Genes"/> takes.</summary>
    public ImmutableArray<int> Choices { get; }

    /// <summary>Stages joined by <c> | </c>; a stage like <c>c3-i-c3-i:e1:relu:add:s2:d2:w64</c> (docs/search-space.md).</summary>
    public string Text => _text.Value;

    /// <summary>The architecture.</summary>
    public Architecture ToArchitecture() => Space.Build(this);

    /// <inheritdoc/>
    public bool Equals(Genotype? other) => other is not null && Choices.AsSpan().SequenceEqual(other.Choices.AsSpan())
        && (ReferenceEquals(Space, other.Space) || Text == other.Text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Genotype);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var choice in Choices)
            hash.Add(choice);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
