using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>
/// The dimensions of ONE sample of a tensor, without the batch dimension: (channels, height, width) for a
/// feature map, (features) for a vector, (tokens, features) for a sequence. Equality is by value.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> _dims;

    /// <summary>Creates a shape of the given dimensions, each at least 1.</summary>
    /// <exception cref="GraphException">A dimension is below 1, or the element count overflows.</exception>
    public Shape(params ReadOnlySpan<int> dims)
    {
        long elements = 1;
        foreach (var dim in dims)
        {
            if (dim < 1)
                throw new GraphException($"a dimension of {string.Join('x', dims.ToArray())} is below 1");
            elements *= dim;
            if (elements > MaxElements)
                throw new GraphException($"{string.Join('x', dims.ToArray())} has more than {MaxElements} elements");
        }

        _dims = [.. dims];
    }

    /// <summary>The largest number of elements that one tensor of one sample may have.</summary>
    public const long MaxElements = 1L << 36;

    /// <summary>The dimensions, outermost first.</summary>
    public ImmutableArray<int> Dims => _dims.IsDefault ? [] : _dims;

    /// <summary>Number of dimensions.</summary>
    public int Rank => Dims.Length;

    /// <summary>One dimension, outermost first.</summary>
    public int this[int index] => Dims[index];

    /// <summary>Whether this is a feature map: channels, height, width.</summary>
    public bool IsMap => Rank == 3;

    /// <summary>Channels of a feature map or features of a vector: the first dimension (1 for a scalar).</summary>
    public int Channels => Rank == 0 ? 1 : Dims[0];

    /// <summary>Rows of a feature map, else 1.</summary>
    public int Height => IsMap ? Dims[1] : 1;

    /// <summary>Columns of a feature map, else 1.</summary>
    public int Width => IsMap ? Dims[2] : 1;

    /// <summary>Number of elements of one sample.</summary>
    public long Elements
    {
        get
        {
            long elements = 1;
            foreach (var dim in Dims)
                elements *= dim;
            return elements;
        }
    }

    /// <summary>A feature map.</summary>
    public static Shape Map(int channels, int height, int width) => new(channels, height, width);

    /// <summary>A vector.</summary>
    public static Shape Vector(int features) => new(features);

    /// <summary>Reads <c>3x224x224</c>.</summary>
    /// <exception cref="GraphException">The text is not dimensions joined by <c>x</c>.</exception>
    public static Shape Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dims = text.Split('x').Select(part => int.TryParse(part, out var dim) ? dim : 0).ToArray();
        return dims.All(dim => dim > 0)
            ? new Shape(dims)
            : throw new GraphException($"'{text}' is not a shape: write it like 3x224x224");
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Dims.AsSpan().SequenceEqual(other.Dims.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var dim in Dims)
            hash.Add(dim);
        return hash.ToHashCode();
    }

    /// <summary>Equality by value.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary><c>3x224x224</c>.</summary>
    public override string ToString() => string.Join('x', Dims);
}
