using ISyNet.Graph;
using SkiaSharp;

namespace ISyNet.Images;

/// <summary>Brings images in memory to another size, for evaluation at another resolution than training's.</summary>
public static class ImageResizing
{
    /// <summary>The same images at another height and width, by Catmull-Rom's cubic; the set itself when the size is its own.</summary>
    /// <exception cref="ImageException">The channels differ.</exception>
    public static ImageSet Resized(this ImageSet images, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (shape == images.Shape)
            return images;
        if (shape.Channels != images.Shape.Channels)
            throw new ImageException($"{images.Name}: images are {images.Shape} and cannot be brought to {shape}: the channels differ");
        var (from, to) = (images.Shape.Height * images.Shape.Width, shape.Height * shape.Width);
        var pixels = new byte[images.Count * shape.Elements];
        var small = new SKImageInfo(images.Shape.Width, images.Shape.Height, SKColorType.Gray8);
        var large = new SKImageInfo(shape.Width, shape.Height, SKColorType.Gray8);
        for (var plane = 0; plane < images.Count * shape.Channels; plane++)
        {
            using var source = SKImage.FromPixelCopy(small, images[plane / shape.Channels].Slice(plane % shape.Channels * from, from));
            using var target = new SKBitmap(large);
            using var pixmap = target.PeekPixels();
            if (!source.ScalePixels(pixmap, new SKSamplingOptions(SKCubicResampler.CatmullRom)))
                throw new ImageException($"{images.Name}: cannot be resized to {shape}");
            for (var y = 0; y < shape.Height; y++)
                target.GetPixelSpan().Slice(y * target.RowBytes, shape.Width).CopyTo(pixels.AsSpan((plane * to) + (y * shape.Width)));
        }

        return new ImageSet(images.Name, shape, images.ClassNames, pixels, images.Labels);
    }
}
