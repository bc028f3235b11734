using ISyNet.Graph;
using ISyNet.Images.Resizing;

namespace ISyNet.Training.Augmentation;

/// <summary>
/// A random crop of <paramref name="least"/> to all of the area and of aspect 3/4 to 4/3, brought back to the image's size (Inception's
/// crop, arXiv 1409.4842); the interpolation is drawn. Ten tries, then the centre.
/// </summary>
internal sealed class ResizedCrop(Shape shape, double least) : ImageTransform(shape)
{
    private const int Attempts = 10;
    private readonly Shape _shape = shape;

    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SeededRandom random)
    {
        var (top, left, height, width) = Draw(random);
        var (scaleX, scaleY) = (width / (double)Width, height / (double)Height);
        PointSampling.Warp(
            source, target, _shape, (x, y) => (left + ((x + 0.5) * scaleX) - 0.5, top + ((y + 0.5) * scaleY) - 0.5),
            random.NextBool() ? PictureInterpolation.Bilinear : PictureInterpolation.Bicubic, fill: null);
    }

    private (int Top, int Left, int Height, int Width) Draw(SeededRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.NextDouble(least, 1) * Height * Width;
            var aspect = Math.Exp(random.NextDouble(Math.Log(3 / 4.0), Math.Log(4 / 3.0)));
            var (height, width) = ((int)Math.Round(Math.Sqrt(area / aspect)), (int)Math.Round(Math.Sqrt(area * aspect)));
            if (height >= 1 && width >= 1 && height <= Height && width <= Width)
                return (random.NextInt(Height - height + 1), random.NextInt(Width - width + 1), height, width);
        }

        return (0, 0, Height, Width);
    }
}
