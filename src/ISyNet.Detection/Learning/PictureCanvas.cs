using System.Collections.Immutable;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;

namespace ISyNet.Detection.Learning;

/// <summary>A grey canvas on which scaled and cropped pictures are drawn with their objects.</summary>
internal sealed class PictureCanvas
{
    /// <summary>Objects with a smaller visible fraction are ignored: they count neither as objects nor as background.</summary>
    private const double LeastLeft = 0.35;

    private readonly Shape _shape;
    private readonly byte[] _pixels;
    private readonly ImmutableArray<TrainingObject>.Builder _objects = ImmutableArray.CreateBuilder<TrainingObject>();

    public PictureCanvas(Shape shape)
    {
        (_shape, _pixels) = (shape, new byte[shape.Elements]);
        Array.Fill(_pixels, FittedPicture.Filling);
    }

    /// <summary>Draws a picture of the same shape as the canvas.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="scale">Pixels of the canvas per pixel of the picture.</param>
    /// <param name="left">Position of its left side.</param>
    /// <param name="top">Position of its top side.</param>
    /// <param name="window">The part of the canvas to draw on.</param>
    public void Place(LabelledPicture picture, double scale, double left, double top, Corners window)
    {
        PlacePixels(picture.Pixels, scale, left, top, window);
        foreach (var o in picture.Objects)
        {
            var moved = new Corners(
                (float)((o.Box.Left * scale) + left), (float)((o.Box.Top * scale) + top), (float)((o.Box.Right * scale) + left), (float)((o.Box.Bottom * scale) + top));
            var cut = new Corners(
                Math.Max(moved.Left, window.Left), Math.Max(moved.Top, window.Top), Math.Min(moved.Right, window.Right), Math.Min(moved.Bottom, window.Bottom));
            if (cut.Area > 0)
                _objects.Add(o with { Box = cut, Ignored = o.Ignored || cut.Area < LeastLeft * moved.Area });
        }
    }

    public LabelledPicture Finish() => new(_pixels, _objects.ToImmutable());

    private void PlacePixels(byte[] source, double scale, double left, double top, Corners window)
    {
        var (height, width) = (_shape.Height, _shape.Width);
        for (var y = (int)window.Top; y < (int)window.Bottom; y++)
        {
            var sourceY = ((y + 0.5 - top) / scale) - 0.5;
            if (sourceY < -0.5 || sourceY >= height - 0.5)
                continue;
            for (var x = (int)window.Left; x < (int)window.Right; x++)
            {
                var sourceX = ((x + 0.5 - left) / scale) - 0.5;
                if (sourceX < -0.5 || sourceX >= width - 0.5)
                    continue;
                for (var c = 0; c < _shape.Channels; c++)
                    _pixels[(((c * height) + y) * width) + x] =
                        (byte)Math.Round(PointSampling.Bilinear(source.AsSpan(c * height * width, height * width), height, width, sourceY, sourceX));
            }
        }
    }
}
