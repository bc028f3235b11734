using ISyNet.Graph;
using ISyNet.Images.Resizing;

namespace ISyNet.Images.Decoding;

/// <summary>How pictures of any size become images of one size: the shorter side is resized, then the centre is cropped.</summary>
/// <param name="Shape">Channels (1 or 3) x height x width of the images.</param>
public sealed record PictureReading(Shape Shape)
{
    /// <summary>The evaluation of ImageNet: the shorter side to 256 pixels, then the centre of 224x224.</summary>
    public static PictureReading ImageNet { get; } = new(Shape.Map(3, 224, 224)) { ResizeSide = 256 };

    /// <summary>Pixels of the shorter side before the centre crop; 0: as few as the images need, which crops least.</summary>
    public int ResizeSide { get; init; }

    /// <summary>The interpolation between pixels.</summary>
    public PictureInterpolation Interpolation { get; init; } = PictureInterpolation.Bicubic;

    /// <summary>The largest allowed share of broken pictures; fewer are left out and listed, more are an error.</summary>
    public double MaxBrokenShare { get; init; } = 0.01;

    /// <summary>The share of images to use as test images if the source has no test part, with the same share of each class.</summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>The seed of that split.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>The largest number of pixel bytes of one part of a data set in memory; a larger part decodes its pictures on each read.</summary>
    public long MemoryBytes { get; init; } = 1L << 31;

    /// <exception cref="ImageException">A value is out of range.</exception>
    internal void Check(string place)
    {
        if (!Shape.IsMap || Shape.Channels is not (1 or 3))
            throw new ImageException($"{place}: pictures cannot be resized to {Shape}: a picture size is 1 or 3 channels, height and width");
        if (ResizeSide != 0 && (ResizeSide < Math.Min(Shape.Height, Shape.Width) || ResizeSide > MaxSide))
            throw new ImageException($"{place}: pictures cannot be resized to a shorter side of {ResizeSide}: it goes from {Math.Min(Shape.Height, Shape.Width)}, the image's own, to {MaxSide}");
    }

    private const int MaxSide = 1 << 14;
}
