using ISyNet.Graph;

namespace ISyNet.Images.Resizing;

/// <summary>Resizes 8-bit planes, CHW; computes only the pixels that are kept.</summary>
internal static class PlaneScaling
{
    /// <summary>Resizes so that the shorter side has the given length, and crops the centre.</summary>
    /// <param name="planes">The pixels.</param>
    /// <param name="from">Channels x height x width of the input.</param>
    /// <param name="to">Channels x height x width of the result.</param>
    /// <param name="side">Pixels of the shorter side before the crop; 0: as few as the result needs.</param>
    /// <param name="interpolation">The kernel.</param>
    public static byte[] CropToCentre(byte[] planes, Shape from, Shape to, int side, PictureInterpolation interpolation)
    {
        if (from == to && side == 0)
            return planes;
        var (height, width) = Resized(from, to, side);
        return Scale(
            planes, from, to,
            SeparableFilter.Create(from.Height, height, Begin(height, to.Height), to.Height, interpolation),
            SeparableFilter.Create(from.Width, width, Begin(width, to.Width), to.Width, interpolation));
    }

    /// <summary>Resizes the whole picture, each side independently.</summary>
    public static byte[] Stretch(byte[] planes, Shape from, Shape to, PictureInterpolation interpolation) => from == to
        ? planes
        : Scale(
            planes, from, to, SeparableFilter.Create(from.Height, to.Height, 0, to.Height, interpolation),
            SeparableFilter.Create(from.Width, to.Width, 0, to.Width, interpolation));

    private static byte[] Scale(byte[] planes, Shape from, Shape to, SeparableFilter rows, SeparableFilter columns)
    {
        var (first, count) = rows.Reach();
        var narrow = new byte[count * to.Width];
        var result = new byte[to.Elements];
        for (var c = 0; c < to.Channels; c++)
        {
            for (var y = 0; y < count; y++)
                columns.Line(planes.AsSpan(((c * from.Height) + first + y) * from.Width, from.Width), 0, narrow.AsSpan(y * to.Width), 1, 1);
            for (var x = 0; x < to.Width; x++)
                rows.Line(narrow.AsSpan(x), first, result.AsSpan((c * to.Height * to.Width) + x), to.Width, to.Width);
        }

        return result;
    }

    // The side that limits comes out exactly, the other is rounded down, as torchvision has it.
    private static (int Height, int Width) Resized(Shape from, Shape to, int side)
    {
        var enlarged = side == 0 ? 1 : side / (double)Math.Min(to.Height, to.Width);
        if ((long)to.Height * from.Width >= (long)to.Width * from.Height)
        {
            var height = (int)Math.Round(to.Height * enlarged);
            return (height, Math.Max(to.Width, (int)((double)height * from.Width / from.Height)));
        }

        var width = (int)Math.Round(to.Width * enlarged);
        return (Math.Max(to.Height, (int)((double)width * from.Height / from.Width)), width);
    }

    private static int Begin(int resized, int kept) => (int)Math.Round((resized - kept) / 2.0);
}
