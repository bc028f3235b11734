namespace ISyNet.Images.Resizing;

/// <summary>A rectangle of pixels.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct PixelArea(int Top, int Left, int Height, int Width)
{
    public static PixelArea Whole(int height, int width) => new(0, 0, height, width);

    /// <summary>As bytes of <paramref name="channels"/> planes.</summary>
    public long Bytes(int channels) => (long)channels * Height * Width;
}
