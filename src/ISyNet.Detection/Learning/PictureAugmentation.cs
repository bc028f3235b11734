using System.Collections.Immutable;
using ISyNet.Detection.Model;
using ISyNet.Graph;

namespace ISyNet.Detection.Learning;

/// <summary>Augments training pictures with their boxes: mosaic, scale jitter, flip, in this order.</summary>
internal sealed class PictureAugmentation(DetectionAugmentation recipe, Shape shape)
{
    /// <summary>The range of the common corner of a mosaic, as fractions of the sides.</summary>
    private const double FirstCorner = 0.3, LastCorner = 0.7;

    /// <param name="pictures">All training pictures; a mosaic uses three more of them.</param>
    /// <param name="index">The picture.</param>
    /// <param name="random">The random numbers.</param>
    public LabelledPicture Apply(ITrainingPictures pictures, int index, SeededRandom random)
    {
        var picture = recipe.Mosaic > 0 && random.NextBool(recipe.Mosaic) ? Mosaic(pictures, index, random) : pictures[index];
        if (recipe.ScaleJitter > 0)
            picture = Jitter(picture, random);
        return recipe.Flip > 0 && random.NextBool(recipe.Flip) ? Flip(picture) : picture;
    }

    /// <summary>Flips left and right.</summary>
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

    /// <summary>Scales by a factor between 1 - s and 1 + s and moves the picture: a larger one is cropped, a smaller one is padded with grey.</summary>
    private LabelledPicture Jitter(LabelledPicture picture, SeededRandom random)
    {
        var scale = random.NextDouble(1 - recipe.ScaleJitter, 1 + recipe.ScaleJitter);
        var (roomX, roomY) = (shape.Width * (1 - scale), shape.Height * (1 - scale));
        var canvas = new PictureCanvas(shape);
        canvas.Place(picture, scale, roomX * random.NextDouble(), roomY * random.NextDouble(), new Corners(0, 0, shape.Width, shape.Height));
        return canvas.Finish();
    }

    /// <summary>Four pictures around a random corner, each scaled by 0.5 to 1 and cropped to its quarter (after YOLOv4, arXiv 2004.10934).</summary>
    private LabelledPicture Mosaic(ITrainingPictures pictures, int index, SeededRandom random)
    {
        var (x, y) = ((float)Math.Round(shape.Width * random.NextDouble(FirstCorner, LastCorner)), (float)Math.Round(shape.Height * random.NextDouble(FirstCorner, LastCorner)));
        ImmutableArray<Corners> quarters = [new(0, 0, x, y), new(x, 0, shape.Width, y), new(0, y, x, shape.Height), new(x, y, shape.Width, shape.Height)];
        var canvas = new PictureCanvas(shape);
        for (var q = 0; q < quarters.Length; q++)
        {
            var picture = pictures[q == 0 ? index : random.NextInt(pictures.Count)];
            var scale = random.NextDouble(0.5, 1);
            // The inner corner of the picture is at the common corner.
            var left = q % 2 == 0 ? x - (shape.Width * scale) : x;
            var top = q < 2 ? y - (shape.Height * scale) : y;
            canvas.Place(picture, scale, left, top, quarters[q]);
        }

        return canvas.Finish();
    }
}
