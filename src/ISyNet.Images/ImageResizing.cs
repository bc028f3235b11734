using ISyNet.Graph;

namespace ISyNet.Images;

/// <summary>Brings images in memory to another size, for evaluation at another resolution than training's.</summary>
public static class ImageResizing
{
    /// <summary>
    /// The same images at another height and width, as pictures are brought to it: bicubic, the least cut off where the aspect differs; the set
    /// itself when the size is its own.
    /// </summary>
    /// <exception cref="ImageException">The channels differ.</exception>
    public static ImageSet Resized(this ImageSet images, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (shape == images.Shape)
            return images;
        if (shape.Channels != images.Shape.Channels)
            throw new ImageException($"{images.Name}: images are {images.Shape} and cannot be brought to {shape}: the channels differ");
        var reading = new PictureReading(shape);
        var pixels = new byte[images.Count * shape.Elements];
        Concurrently.Run(images.Count, i => CentreCrop.Of(images[i].ToArray(), images.Shape, reading).CopyTo(pixels, i * shape.Elements));
        return new ImageSet(images.Name, shape, images.ClassNames, pixels, images.Labels);
    }
}
