using ISyNet.Images;
using ISyNet.Images.Resizing;

namespace ISyNet.Training.Augmentation;

/// <summary>
/// A random crop of <paramref name="least"/> to all of the area and of aspect 3/4 to 4/3, resized to the image's size (Inception's
/// crop, arXiv 1409.4842); the interpolation is drawn. Ten tries, then the largest centred part of such an aspect.
/// </summary>
internal sealed class ResizedCrop(double least)
{
    private const int Attempts = 10;
    private const double LeastAspect = 3 / 4.0, MostAspect = 4 / 3.0;

    /// <summary>Draws the part of a picture.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="random">The stream of this image in this epoch.</param>
    public PictureCrop Draw(int height, int width, SeededRandom random)
    {
        var (top, left, rows, columns) = Rectangle(height, width, random);
        return new PictureCrop(top, left, rows, columns, random.NextBool() ? PictureInterpolation.Bilinear : PictureInterpolation.Bicubic);
    }

    private (int Top, int Left, int Height, int Width) Rectangle(int height, int width, SeededRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.NextDouble(least, 1) * height * width;
            var aspect = Math.Exp(random.NextDouble(Math.Log(LeastAspect), Math.Log(MostAspect)));
            var (rows, columns) = ((int)Math.Round(Math.Sqrt(area / aspect)), (int)Math.Round(Math.Sqrt(area * aspect)));
            if (rows >= 1 && columns >= 1 && rows <= height && columns <= width)
                return (random.NextInt(height - rows + 1), random.NextInt(width - columns + 1), rows, columns);
        }

        var (widest, tallest) = (Math.Max(1, (int)Math.Round(height * MostAspect)), Math.Max(1, (int)Math.Round(width / LeastAspect)));
        var (tall, wide) = (Math.Min(height, tallest), Math.Min(width, widest));
        return ((height - tall) / 2, (width - wide) / 2, tall, wide);
    }
}
