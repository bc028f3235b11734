using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>
/// Labelled images of one size, in memory: 8-bit pixels in NCHW order without gaps, one label per image. Immutable and
/// therefore safe to share between threads.
/// </summary>
public sealed class ImageSet
{
    private readonly byte[] _pixels;

    /// <summary>Wraps pixels and labels; the arrays must not be changed afterwards.</summary>
    /// <param name="name">Name for people.</param>
    /// <param name="shape">One image: channels x height x width.</param>
    /// <param name="classNames">One name per class.</param>
    /// <param name="pixels">All images, NCHW.</param>
    /// <param name="labels">One class index per image.</param>
    /// <exception cref="ImageException">The sizes do not fit together, or a label names no class.</exception>
    public ImageSet(string name, Shape shape, ImmutableArray<string> classNames, byte[] pixels, ImmutableArray<int> labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (!shape.IsMap)
            throw new ImageException($"{name}: images are {shape}; they must be channels x height x width");
        if (pixels.LongLength != labels.Length * shape.Elements)
            throw new ImageException($"{name}: {pixels.LongLength} pixels are not {labels.Length} images of {shape}");
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classNames.Length)
                throw new ImageException($"{name}: image {i} has label {labels[i]}, but there are {classNames.Length} classes");
        }

        (Name, Shape, ClassNames, Labels, _pixels) = (name, shape, classNames, labels, pixels);
    }

    /// <summary>Name for people.</summary>
    public string Name { get; }

    /// <summary>One image: channels x height x width.</summary>
    public Shape Shape { get; }

    /// <summary>One name per class.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The class index of each image.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Length;

    /// <summary>All pixels, NCHW.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>The pixels of one image, CHW.</summary>
    public ReadOnlySpan<byte> this[int index] => _pixels.AsSpan(checked(index * Stride), Stride);

    private int Stride => (int)Shape.Elements;

    /// <summary>Images per class.</summary>
    public ImmutableArray<int> ClassCounts()
    {
        var counts = new int[Classes];
        foreach (var label in Labels)
            counts[label]++;
        return [.. counts];
    }

    /// <summary>The same images under another name.</summary>
    public ImageSet Named(string name) => new(name, Shape, ClassNames, _pixels, Labels);

    /// <summary>The images of the given indices, in that order.</summary>
    public ImageSet Select(ReadOnlySpan<int> indices)
    {
        var pixels = new byte[(long)indices.Length * Stride];
        var labels = ImmutableArray.CreateBuilder<int>(indices.Length);
        for (var i = 0; i < indices.Length; i++)
        {
            this[indices[i]].CopyTo(pixels.AsSpan(i * Stride));
            labels.Add(Labels[indices[i]]);
        }

        return new ImageSet(Name, Shape, ClassNames, pixels, labels.MoveToImmutable());
    }
}
