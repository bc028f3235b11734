using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Holds the size that annotations give a picture against the picture itself. Of the same size, or where none is given, boxes are taken as
/// they are. A picture that was made smaller or larger as a whole after it was labelled has its boxes scaled along. One that was labelled as it
/// is stored, not as it is to be seen (EXIF), has its boxes turned along. All else is refused: how the boxes lie cannot be known.
/// </summary>
internal static class AnnotatedSize
{
    /// <summary>Rounding of a scaled side, in pixels.</summary>
    private const double Slack = 1;

    public enum Agreement
    {
        /// <summary>Boxes are taken as they are.</summary>
        Same,

        /// <summary>Boxes are scaled along.</summary>
        Scaled,

        /// <summary>Boxes are turned along, and scaled where that is needed.</summary>
        Turned,

        /// <summary>The sizes do not fit together.</summary>
        Refused,
    }

    /// <summary>How a picture's annotations fit to it, and what a box becomes in its own pixels.</summary>
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
        // The side that was rounded may be off by one: both factors must be possible for one scale.
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
