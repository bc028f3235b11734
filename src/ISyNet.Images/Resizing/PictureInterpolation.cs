namespace ISyNet.Images.Resizing;

/// <summary>The interpolation between pixels.</summary>
public enum PictureInterpolation
{
    /// <summary>A triangle of one pixel to each side.</summary>
    Bilinear,

    /// <summary>Keys' cubic with a = -0.5 (Keys 1981), two pixels to each side.</summary>
    Bicubic,
}

/// <summary>The kernels of the interpolations.</summary>
internal static class InterpolationKernel
{
    /// <summary>Pixels to each side.</summary>
    public static int Reach(this PictureInterpolation interpolation) => interpolation == PictureInterpolation.Bilinear ? 1 : 2;

    /// <summary>The weight of a pixel at a distance, in pixels.</summary>
    public static double Weight(this PictureInterpolation interpolation, double distance)
    {
        const double A = -0.5;
        var x = Math.Abs(distance);
        if (interpolation == PictureInterpolation.Bilinear)
            return x < 1 ? 1 - x : 0;
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A
            : 0;
    }
}
