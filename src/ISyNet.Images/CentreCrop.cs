using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>Resizes planes so that the shorter side has the wanted length, and keeps the centre; only what is kept is computed.</summary>
internal static class CentreCrop
{
    /// <param name="planes">8-bit pixels, CHW, of <paramref name="from"/>.</param>
    /// <param name="from">Channels x height x width before.</param>
    /// <param name="reading">What is wanted.</param>
    /// <returns>The pixels, CHW, of the wanted shape.</returns>
    public static byte[] Of(byte[] planes, Shape from, PictureReading reading)
    {
        var to = reading.Shape;
        if (from == to && reading.ResizeSide == 0)
            return planes;
        var (height, width) = Resized(from, reading);
        var rows = Resampling.Of(from.Height, height, Begin(height, to.Height), to.Height, reading.Interpolation);
        var columns = Resampling.Of(from.Width, width, Begin(width, to.Width), to.Width, reading.Interpolation);
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
    private static (int Height, int Width) Resized(Shape from, PictureReading reading)
    {
        var to = reading.Shape;
        var enlarged = reading.ResizeSide == 0 ? 1 : reading.ResizeSide / (double)Math.Min(to.Height, to.Width);
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
