using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Images;

namespace ISyNet.Detection.Learning;

/// <summary>Changes training pictures at random; boxes follow.</summary>
internal sealed class PictureAugmentation(DetectionAugmentation recipe, Shape shape)
{
    public LabelledPicture Apply(LabelledPicture picture, SeededRandom random) =>
        random.NextBool(recipe.Flip) ? Flip(picture) : picture;

    /// <summary>Left and right exchanged.</summary>
    internal LabelledPicture Flip(LabelledPicture picture)
    {
        var pixels = (byte[])picture.Pixels.Clone();
        for (var row = 0; row < pixels.Length; row += shape.Width)
            pixels.AsSpan(row, shape.Width).Reverse();
        float width = shape.Width;
        return new LabelledPicture(pixels, [.. picture.Objects.Select(o => o with
        {
            Box = new Corners(width - o.Box.Right, o.Box.Top, width - o.Box.Left, o.Box.Bottom),
        })]);
    }
}
