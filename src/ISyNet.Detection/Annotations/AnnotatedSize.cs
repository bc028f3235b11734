using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Compares the size of a picture in the annotations with the picture itself. If the sizes are equal, or none is given, boxes are not
/// changed. If the picture was resized after it was labelled, its boxes are scaled. If it was labelled in its stored orientation instead
/// of its displayed one (EXIF), its boxes are rotated. Anything else is refused, because the positions of the boxes are unknown.
/// </summary>
internal static class AnnotatedSize
{
    /// <summary>Rounding of a scaled side, in pixels.</summary>
    private const double Slack = 1;

    public enum Agreement
    {
        /// <summary>Boxes are not changed.</summary>
        Same,

        /// <summary>Boxes are scaled.</summary>
        Scaled,

        /// <summary>Boxes are rotated, and scaled if necessary.</summary>
        Turned,

        /// <summary>The sizes do not fit together.</summary>
        Refused,
    }

    /// <summary>How the annotations of a picture fit it, and the conversion of a box to its pixels.</summary>
    public static (Agreement How, Func<Box, Box> ToPicture) Compare(AnnotatedImage image, PictureSize picture)
    {
        if (image.Width <= 0 || image.Height <= 0 || (image.Width == picture.Width && image.Height == picture.Height))
            return (Agreement.Same, box => box);
        var sideways = PictureOrientation.IsSideways(picture.Orientation);
        var (width, height) = sideways ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        if (sideways && Factor(image, width, height) is { } turned && picture.Width != picture.Height)
            return (Agreement.Turned, box => Turn(Scale(box, turned), picture.Orientation, width, height));
        return Factor(image, picture.Width, picture.Height) is { } factor
            ? (Agreement.Scaled, box => Scale(box, factor))
            : (Agreement.Refused, box => box);
    }

    private static (double X, double Y)? Factor(AnnotatedImage image, int width, int height)
    {
        var (x, y) = (width / (double)image.Width, height / (double)image.Height);
        // Rounding may change a side by one: both factors must be possible for the same scale.
        return Math.Abs(width - (image.Width * y)) <= Slack || Math.Abs(height - (image.Height * x)) <= Slack ? (x, y) : null;
    }

    private static Box Scale(Box box, (double X, double Y) factor) => new(box.X * factor.X, box.Y * factor.Y, box.Width * factor.X, box.Height * factor.Y);

    private static Box Turn(Box box, int orientation, int width, int height)
    {
        var (left, top) = PictureOrientation.Upright(orientation, width, height, box.X, box.Y);
        var (right, bottom) = PictureOrientation.Upright(orientation, width, height, box.Right, box.Bottom);
        return new Box(Math.Min(left, right), Math.Min(top, bottom), Math.Abs(right - left), Math.Abs(bottom - top));
    }
}
