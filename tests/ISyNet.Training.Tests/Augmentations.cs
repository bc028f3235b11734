using CsCheck;
using ISyNet.Graph;
using ISyNet.Training.Augmentation;

namespace ISyNet.Training.Tests;

public class Augmentations
{
    private static readonly Shape Shape = Shape.Map(2, 6, 5);

    [Fact, Trait("Category", Property.Category)]
    public void A_crop_is_the_image_shifted_by_at_most_the_padding() => Gen.Select(Gen.Int[0, 7], Gen.ULong).ForAll((padding, seed) =>
    {
        var (image, result) = Apply(new RandomCrop(Shape, padding), seed);
        bool IsShift(int down, int right) => Enumerable.Range(0, image.Length).All(i =>
        {
            var (c, y, x) = (i / 30, (i % 30 / 5) + down, (i % 5) + right);
            return result[i] == (y is >= 0 and < 6 && x is >= 0 and < 5 ? image[(c * 30) + (y * 5) + x] : 0);
        });
        Assert.Contains(
            Enumerable.Range(-padding, (2 * padding) + 1).SelectMany(down => Enumerable.Range(-padding, (2 * padding) + 1).Select(right => (down, right))),
            shift => IsShift(shift.down, shift.right));
    }, cases: 200);

    [Fact]
    public void A_flip_mirrors_each_row()
    {
        var (image, result) = Apply(new HorizontalFlip(Shape, 1), 1);
        Assert.Equal(image.Chunk(5).SelectMany(row => row.Reverse()), result);
        var (kept, same) = Apply(new HorizontalFlip(Shape, 0), 1);
        Assert.Equal(kept, same);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Erasing_sets_one_rectangle_to_the_mean_in_every_channel() => Gen.ULong.ForAll(seed =>
    {
        var (image, result) = Apply(new RandomErasing(Shape, 1, [128, 64]), seed);
        var erased = Enumerable.Range(0, 30).Where(p => result[p] != image[p]).ToArray();
        if (erased.Length == 0)
            return;
        var (top, bottom) = (erased.Min(p => p / 5), erased.Max(p => p / 5));
        var (left, right) = (erased.Min(p => p % 5), erased.Max(p => p % 5));
        for (var p = 0; p < 30; p++)
        {
            var inside = p / 5 >= top && p / 5 <= bottom && p % 5 >= left && p % 5 <= right;
            Assert.Equal(inside ? 128 : image[p], result[p]);
            Assert.Equal(inside ? 64 : image[30 + p], result[30 + p]);
        }
    }, cases: 200);

    private static (byte[] Image, byte[] Result) Apply(ImageTransform transform, ulong seed)
    {
        // Values from 1 to 60: neither 0 (padding) nor the erasing means.
        var image = Enumerable.Range(1, (int)Shape.Elements).Select(i => (byte)i).ToArray();
        var result = new byte[image.Length];
        transform.Apply(image, result, new SeededRandom(seed));
        return (image, result);
    }
}
