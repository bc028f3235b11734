namespace ISyNet.Images;

/// <summary>The kernel of a resizing; it widens with the picture's reduction, so that no pixel is passed over.</summary>
public enum PictureInterpolation
{
    /// <summary>A triangle of one pixel to each side.</summary>
    Bilinear,

    /// <summary>Keys' cubic with a = -0.5 (Keys 1981), two pixels to each side.</summary>
    Bicubic,
}
