using System.Buffers;
using ISyNet.Graph;

namespace ISyNet.Images.Resizing;

/// <summary>How a picture, or a part of it, becomes an image of another size: both directions' filters, and the pixels that they read.</summary>
/// <param name="Target">Channels x height x width of the result.</param>
/// <param name="Rows">Makes rows out of rows.</param>
/// <param name="Columns">Makes columns out of columns.</param>
internal sealed record PlaneScaling(Shape Target, SeparableFilter Rows, SeparableFilter Columns)
{
    /// <summary>Where the filters' input lies in the picture.</summary>
    public (int Top, int Left) Origin { get; init; }

    /// <summary>The pixels of the picture that are read: no others need to be decoded.</summary>
    public PixelArea Area => new(Origin.Top + Rows.First, Origin.Left + Columns.First, Rows.Reach, Columns.Reach);

    /// <summary>Resizes so that the shorter side has the given length, and crops the centre.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="to">Channels x height x width of the result.</param>
    /// <param name="side">Pixels of the shorter side before the crop; 0: as few as the result needs.</param>
    /// <param name="interpolation">The kernel.</param>
    public static PlaneScaling CropToCentre(int height, int width, Shape to, int side, PictureInterpolation interpolation)
    {
        var (tall, wide) = Resized(height, width, to, side);
        return new PlaneScaling(
            to, SeparableFilter.Create(height, 0, (double)height / tall, Begin(tall, to.Height), to.Height, interpolation),
            SeparableFilter.Create(width, 0, (double)width / wide, Begin(wide, to.Width), to.Width, interpolation));
    }

    /// <summary>Resizes the whole picture, each side independently.</summary>
    public static PlaneScaling Stretch(int height, int width, Shape to, PictureInterpolation interpolation) =>
        Part(new PictureCrop(0, 0, height, width, interpolation), to);

    /// <summary>Resizes a part of the picture as if it were the picture: no pixel outside of it counts.</summary>
    public static PlaneScaling Part(PictureCrop crop, Shape to) => new(
        to, SeparableFilter.Create(crop.Height, 0, (double)crop.Height / to.Height, 0, to.Height, crop.Interpolation),
        SeparableFilter.Create(crop.Width, 0, (double)crop.Width / to.Width, 0, to.Width, crop.Interpolation))
    { Origin = (crop.Top, crop.Left) };

    /// <summary>The same of a picture that was decoded at a fraction of its size, where the part's edges may lie within pixels.</summary>
    /// <param name="crop">The part of the whole picture.</param>
    /// <param name="to">Channels x height x width of the result.</param>
    /// <param name="height">Rows of the decoded picture.</param>
    /// <param name="width">Columns of the decoded picture.</param>
    /// <param name="reduction">Pixels of the whole picture per decoded pixel.</param>
    public static PlaneScaling ReducedPart(PictureCrop crop, Shape to, int height, int width, int reduction)
    {
        var (rows, top) = Filter(crop.Top, crop.Height, height, to.Height);
        var (columns, left) = Filter(crop.Left, crop.Width, width, to.Width);
        return new PlaneScaling(to, rows, columns) { Origin = (top, left) };

        (SeparableFilter Filter, int First) Filter(int begin, int length, int size, int count)
        {
            var first = begin / reduction;
            var end = Math.Min(size, (begin + length + reduction - 1) / reduction);
            return (SeparableFilter.Create(end - first, ((double)begin / reduction) - first, (double)length / reduction / count, 0, count, crop.Interpolation), first);
        }
    }

    /// <summary>Resizes.</summary>
    /// <param name="planes">The picture, CHW.</param>
    /// <param name="held">Which pixels of the picture <paramref name="planes"/> holds; <see cref="Area"/> or more.</param>
    /// <param name="target">Receives the result, CHW.</param>
    public void Apply(ReadOnlySpan<byte> planes, PixelArea held, Span<byte> target)
    {
        var area = Area;
        var narrow = ArrayPool<byte>.Shared.Rent(area.Height * Target.Width);
        var (size, kept) = (held.Height * held.Width, Target.Height * Target.Width);
        for (var c = 0; c < Target.Channels; c++)
        {
            var first = (c * size) + ((area.Top - held.Top) * held.Width) + area.Left - held.Left;
            for (var y = 0; y < area.Height; y++)
                Columns.Along(planes.Slice(first + (y * held.Width), area.Width), narrow.AsSpan(y * Target.Width, Target.Width));
            Rows.Across(narrow, target.Slice(c * kept, kept), Target.Width);
        }

        ArrayPool<byte>.Shared.Return(narrow);
    }

    // The side that limits comes out exactly, the other is rounded down, as torchvision has it.
    private static (int Height, int Width) Resized(int height, int width, Shape to, int side)
    {
        var enlarged = side == 0 ? 1 : side / (double)Math.Min(to.Height, to.Width);
        if ((long)to.Height * width >= (long)to.Width * height)
        {
            var tall = (int)Math.Round(to.Height * enlarged);
            return (tall, Math.Max(to.Width, (int)((double)tall * width / height)));
        }

        var wide = (int)Math.Round(to.Width * enlarged);
        return (Math.Max(to.Height, (int)((double)wide * height / width)), wide);
    }

    private static int Begin(int resized, int kept) => (int)Math.Round((resized - kept) / 2.0);
}
