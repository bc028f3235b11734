using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Graph;
using ISyNet.Images.Pixels;
using ISyNet.Images.Resizing;

namespace ISyNet.Images;

/// <summary>
/// Labelled images of one size: 8-bit pixels in CHW order, one label per image. They are in memory, or in pictures that are decoded
/// on each read. Immutable and therefore safe to share between threads.
/// </summary>
public sealed class ImageSet
{
    private readonly PixelStore _pixels;
    private readonly Lazy<ImmutableArray<(double Mean, double Deviation)>> _moments;

    /// <summary>Wraps pixels and labels; the arrays must not be changed afterwards.</summary>
    /// <param name="name">Name for people.</param>
    /// <param name="shape">One image: channels x height x width.</param>
    /// <param name="classNames">One name per class.</param>
    /// <param name="pixels">All images, NCHW.</param>
    /// <param name="labels">One class index per image.</param>
    /// <exception cref="ImageException">The sizes do not fit together, or a label names no class.</exception>
    public ImageSet(string name, Shape shape, ImmutableArray<string> classNames, byte[] pixels, ImmutableArray<int> labels)
        : this(name, shape, classNames, new PixelsInMemory(pixels ?? throw new ArgumentNullException(nameof(pixels)), (int)shape.Elements), labels)
    {
        if (pixels.LongLength != labels.Length * shape.Elements)
            throw new ImageException($"{name}: {pixels.LongLength} pixels are not {labels.Length} images of {shape}");
    }

    internal ImageSet(string name, Shape shape, ImmutableArray<string> classNames, PixelStore pixels, ImmutableArray<int> labels)
    {
        if (!shape.IsMap)
            throw new ImageException($"{name}: images are {shape}; they must be channels x height x width");
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classNames.Length)
                throw new ImageException($"{name}: image {i} has label {labels[i]}, but there are {classNames.Length} classes");
        }

        (Name, Shape, ClassNames, Labels, _pixels) = (name, shape, classNames, labels, pixels);
        // An error, such as too many damaged pictures, is not kept: the next reader gets it anew.
        _moments = new Lazy<ImmutableArray<(double Mean, double Deviation)>>(() => PixelStatistics.Measure(this), LazyThreadSafetyMode.PublicationOnly);
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

    /// <summary>All pixels, NCHW. A set that decodes on each read decodes all its pictures into memory now.</summary>
    /// <exception cref="ImageException">They do not fit into memory.</exception>
    public ReadOnlyMemory<byte> Pixels => _pixels.All(Count, Stride);

    /// <summary>Whether pictures are decoded on each read.</summary>
    public bool DecodesWhenRead => _pixels.DecodesWhenRead;

    /// <summary>The pictures of this set that were found damaged while reading and replaced by grey: path and reason, one line each.</summary>
    public ImmutableArray<string> Damaged => _pixels.Damaged;

    /// <summary>The pixels of one image, CHW.</summary>
    /// <exception cref="ImageException">Including this one, too many pictures of the source are damaged.</exception>
    public ReadOnlySpan<byte> this[int index] => _pixels[index];

    /// <summary>Copies the pixels of one image, CHW.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="pixels">Receives them.</param>
    /// <exception cref="ImageException">Including this one, too many pictures of the source are damaged.</exception>
    public void Read(int index, Span<byte> pixels) => _pixels.Read(index, pixels);

    /// <summary>
    /// A rectangle of one image, resized to the images' size. If pictures are decoded on each read, it is a rectangle of the picture itself, with all its
    /// pixels, and outside of the centre too (<see cref="Decoding.ImageDecoder.DecodeCrop"/>).
    /// </summary>
    /// <param name="index">Which image.</param>
    /// <param name="choose">Chooses the rectangle.</param>
    /// <param name="pixels">Receives the pixels, CHW.</param>
    /// <exception cref="ImageException">Including this one, too many pictures of the source are damaged.</exception>
    public void ReadCrop(int index, CropChoice choose, Span<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(choose);
        _pixels.ReadCrop(index, Shape, choose, pixels);
    }

    /// <summary>Mean and standard deviation of each channel, on the 0..1 scale; measured when they are first asked for.</summary>
    internal ImmutableArray<(double Mean, double Deviation)> Moments => _moments.Value;

    private int Stride => (int)Shape.Elements;

    /// <summary>Runs <paramref name="job"/> for 0..<paramref name="count"/>-1; on all processors if pictures are decoded on each read.</summary>
    /// <exception cref="ImageException">Too many pictures of the source are damaged.</exception>
    public void ForEach(int count, Action<int> job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (DecodesWhenRead)
        {
            Concurrently.Run(count, job);
            return;
        }

        for (var i = 0; i < count; i++)
            job(i);
    }

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

    /// <summary>The same images with other classes; images of classes without an index are left out.</summary>
    /// <param name="names">The other classes.</param>
    /// <param name="places">For each class of this set its index among them, or -1.</param>
    public ImageSet InClasses(ImmutableArray<string> names, ImmutableArray<int> places)
    {
        if (places.Length != Classes)
            throw new ImageException($"{Name}: {places.Length} places are given for {Classes} classes");
        int[] kept = [.. Enumerable.Range(0, Count).Where(i => places[Labels[i]] >= 0)];
        return new ImageSet(Name, Shape, names, _pixels.Select(kept, Stride), [.. kept.Select(i => places[Labels[i]])]);
    }

    /// <summary>The images of the given indices, in that order.</summary>
    public ImageSet Select(ReadOnlySpan<int> indices)
    {
        var labels = ImmutableArray.CreateBuilder<int>(indices.Length);
        foreach (var index in indices)
            labels.Add(Labels[index]);
        return new ImageSet(Name, Shape, ClassNames, _pixels.Select(indices, Stride), labels.MoveToImmutable());
    }

    /// <summary>
    /// The same images at another height and width, in memory, resized like pictures: bicubic, with as little cropping as possible if the aspect
    /// differs; the set itself if the size is the same.
    /// </summary>
    /// <exception cref="ImageException">The channels differ.</exception>
    public ImageSet Resized(Shape shape)
    {
        if (shape == Shape)
            return this;
        if (shape.Channels != Shape.Channels)
            throw new ImageException($"{Name}: images are {Shape} and cannot be resized to {shape}: the channels differ");
        var pixels = new byte[Count * shape.Elements];
        var scaling = PlaneScaling.CropToCentre(Shape.Height, Shape.Width, shape, side: 0, PictureInterpolation.Bicubic);
        Concurrently.Run(Count, i => scaling.Apply(this[i], PixelArea.Whole(Shape.Height, Shape.Width), pixels.AsSpan(checked(i * (int)shape.Elements), (int)shape.Elements)));
        return new ImageSet(Name, shape, ClassNames, pixels, Labels);
    }

    /// <summary>
    /// SHA-256 in hex of the content of the set, wherever it is stored: shape, classes, labels and pixels. For pictures that are decoded on
    /// every read, names and sizes of the files replace the pixels.
    /// </summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Shape}\n{string.Join('\n', ClassNames)}\n"));
        hash.AppendData(MemoryMarshal.AsBytes(Labels.AsSpan()));
        _pixels.AddContent(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Adds the identity of these pixels to a hash: the pixels, or name, size and time of the files that they are decoded from.</summary>
    public void Identify(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        _pixels.Identify(hash);
    }
}
