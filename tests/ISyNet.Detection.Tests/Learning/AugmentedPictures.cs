using ISyNet.Detection.Learning;

namespace ISyNet.Detection.Tests.Learning;

/// <summary>Augmented pictures: wherever a square was moved, its box is around the bright pixels there.</summary>
public class AugmentedPictures
{
    [Theory]
    [InlineData(0, 0.4)]
    [InlineData(1, 0)]
    [InlineData(1, 0.3)]
    public void Boxes_follow_the_pixels(double mosaic, double jitter)
    {
        var pictures = new ShapePictures(20, 3);
        var augmentation = new PictureAugmentation(new DetectionAugmentation { Mosaic = mosaic, ScaleJitter = jitter, Flip = 0.5 }, pictures.Shape);
        var seen = 0;
        for (var i = 0; i < 40; i++)
        {
            var picture = augmentation.Apply(pictures, i % 20, new SeededRandom(5, (ulong)i));
            // The squares are solid: nearly all of a whole one's box is bright, and nothing just outside it is of it.
            foreach (var o in picture.Objects.Where(o => o.Class == 0 && !o.Ignored && o.Box.Area >= 30))
            {
                seen++;
                Assert.Equal(o.Box, o.Box.Within(64, 64));
                var (bright, all) = (0, 0);
                for (var y = (int)Math.Ceiling(o.Box.Top); y < (int)o.Box.Bottom; y++)
                {
                    for (var x = (int)Math.Ceiling(o.Box.Left); x < (int)o.Box.Right; x++)
                    {
                        all++;
                        bright += picture.Pixels[(y * 64) + x] > 130 ? 1 : 0;
                    }
                }

                Assert.True(bright >= 0.95 * all, $"picture {i}: {bright} of {all} bright");
            }
        }

        Assert.True(seen >= 20, $"{seen} squares seen");
    }

    [Fact]
    public void Bright_pixels_lie_in_boxes_only()
    {
        var pictures = new ShapePictures(20, 9);
        var augmentation = new PictureAugmentation(new DetectionAugmentation { Mosaic = 1, ScaleJitter = 0.2 }, pictures.Shape);
        for (var i = 0; i < 20; i++)
        {
            var picture = augmentation.Apply(pictures, i, new SeededRandom(6, (ulong)i));
            for (var p = 0; p < picture.Pixels.Length; p++)
            {
                if (picture.Pixels[p] > 170)
                    Assert.Contains(picture.Objects, o => p % 64 >= o.Box.Left - 1 && p % 64 <= o.Box.Right + 1 && p / 64 >= o.Box.Top - 1 && p / 64 <= o.Box.Bottom + 1);
            }
        }
    }

    [Fact]
    public void An_object_that_is_mostly_cut_off_is_ignored()
    {
        var pictures = new ShapePictures(50, 4);
        var augmentation = new PictureAugmentation(new DetectionAugmentation { Mosaic = 1 }, pictures.Shape);
        var objects = Enumerable.Range(0, 50).SelectMany(i => augmentation.Apply(pictures, i, new SeededRandom(7, (ulong)i)).Objects).ToArray();
        Assert.Contains(objects, o => o.Ignored);
        Assert.Contains(objects, o => !o.Ignored);
    }
}
