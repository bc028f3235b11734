using System.Security.Cryptography;
using ISyNet.Graph;
using ISyNet.Training.Augmentation.RandAugment;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Tests;

/// <summary>
/// RandAugment's operations against Pillow 9.4.0 (values printed by ImageOps and ImageEnhance for the same 8x6 picture) and against
/// what geometry says of a slope.
/// </summary>
public class RandAugmentTests
{
    private static readonly Shape Shape = Shape.Map(1, 6, 8);

    private static readonly byte[] Picture =
        [.. Enumerable.Range(0, 48).Select(p => (p % 8, p / 8)).Select(at => (byte)(((at.Item1 * at.Item1 * 5) + (at.Item2 * 37) + (at.Item1 * at.Item2 * 11 % 50) + 20) % 256))];

    public static TheoryData<string, double, byte[]> Pillow => new()
    {
        // ImageOps.autocontrast(im)
        { "AutoContrast", 5, [11, 16, 32, 58, 95, 142, 199, 0, 50, 66, 94, 131, 179, 186, 255, 66, 88, 117, 155, 152, 212, 229, 42, 81, 127, 167, 165, 225, 244, 6, 98, 148, 166, 217, 226, 246, 9, 50, 101, 163, 204, 215, 236, 0, 41, 94, 156, 229] },
        // ImageOps.invert(im)
        { "Invert", 5, [235, 230, 215, 190, 155, 110, 55, 246, 198, 182, 156, 120, 74, 68, 2, 182, 161, 134, 97, 100, 43, 26, 205, 168, 124, 86, 88, 30, 12, 240, 152, 104, 87, 38, 29, 10, 237, 198, 149, 90, 50, 40, 20, 246, 206, 156, 96, 26] },
        // ImageOps.posterize(im, 3): int(9 * 0.4) = 3
        { "PosterizeTpu", 9, [0, 0, 32, 64, 96, 128, 192, 0, 32, 64, 96, 128, 160, 160, 224, 64, 64, 96, 128, 128, 192, 224, 32, 64, 128, 160, 160, 224, 224, 0, 96, 128, 160, 192, 224, 224, 0, 32, 96, 160, 192, 192, 224, 0, 32, 96, 128, 224] },
        // ImageOps.solarize(im, 230): int(9 * 25.6) = 230
        { "Solarize", 9, [20, 25, 40, 65, 100, 145, 200, 9, 57, 73, 99, 135, 181, 187, 2, 73, 94, 121, 158, 155, 212, 229, 50, 87, 131, 169, 167, 225, 12, 15, 103, 151, 168, 217, 226, 10, 18, 57, 106, 165, 205, 215, 20, 9, 49, 99, 159, 229] },
        // ImageEnhance.Contrast(im).enhance(1.72): 0.1 + 9 * 0.18 = 1.72
        { "Contrast", 9, [0, 0, 0, 16, 76, 153, 248, 0, 2, 29, 74, 136, 215, 225, 255, 29, 65, 112, 176, 170, 255, 255, 0, 53, 129, 194, 191, 255, 255, 0, 81, 163, 193, 255, 255, 255, 0, 2, 86, 188, 255, 255, 255, 0, 0, 74, 177, 255] },
        // ImageEnhance.Brightness(im).enhance(0.46)
        { "Brightness", 2, [9, 11, 18, 29, 46, 66, 92, 4, 26, 33, 45, 62, 83, 86, 116, 33, 43, 55, 72, 71, 97, 105, 23, 40, 60, 77, 76, 103, 111, 6, 47, 69, 77, 99, 103, 112, 8, 26, 48, 75, 94, 98, 108, 4, 22, 45, 73, 105] },
        // ImageEnhance.Sharpness(im).enhance(1.72)
        { "Sharpness", 9, [20, 25, 40, 65, 100, 145, 200, 9, 57, 71, 100, 138, 193, 194, 255, 73, 94, 122, 164, 144, 230, 255, 11, 87, 131, 172, 156, 245, 255, 0, 100, 151, 168, 229, 244, 255, 0, 38, 98, 165, 205, 215, 235, 9, 49, 99, 159, 229] },
    };

    [Theory]
    [MemberData(nameof(Pillow))]
    public void An_operation_gives_what_Pillow_gives(string name, double magnitude, byte[] expected) =>
        Assert.Equal(expected, Apply(name, Picture, Shape, magnitude, 1));

    /// <summary>SHA-256, 16 digits, of Pillow 9.4's result on a colour picture wide enough for whole vectors, channel by channel.</summary>
    [Theory]
    [InlineData("Color", 9, "1cb12c44fdd4a90d")]
    [InlineData("Color", 2, "70df637e387f184e")]
    [InlineData("Contrast", 9, "5a3f45c440eb5976")]
    [InlineData("Contrast", 2, "4f25c9dfdd78617a")]
    [InlineData("Brightness", 9, "95c1497eed204a5e")]
    [InlineData("Brightness", 2, "84d969e5d63b7308")]
    [InlineData("Sharpness", 9, "026521685fcae0c8")]
    [InlineData("Sharpness", 2, "e440f5e538896590")]
    [InlineData("AutoContrast", 5, "22ff6c7e82810b1c")]
    [InlineData("Equalize", 5, "8167c9b7edeccc9a")]
    public void An_operation_on_colours_gives_what_Pillow_gives(string name, double magnitude, string expected)
    {
        var shape = Shape.Map(3, 19, 37);
        byte[] picture = [.. Enumerable.Range(0, (int)shape.Elements).Select(i =>
        {
            var (c, y, x) = (i / (19 * 37), i / 37 % 19, i % 37);
            return (byte)((x * 7) + (y * 11 * (c + 1)) + (x * y * (c + 2)) + (c * 60));
        })];
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(Apply(name, picture, shape, magnitude, 1)))[..16]);
    }

    [Fact]
    public void Values_below_128_grow_by_eleven_for_each_level() =>
        Assert.Equal(Picture.Select(v => v < 128 ? (byte)Math.Min(255, v + 33) : v), Apply("SolarizeAdd", Picture, Shape, 3, 1));

    [Fact]
    public void Equalize_gives_what_Pillow_gives()
    {
        var shape = Shape.Map(1, 24, 24);
        byte[] picture = [.. Enumerable.Range(0, 576).Select(p => (byte)((((p % 24 / 3 * 13) + (p / 24 / 5 * 29)) % 200) + 30))];
        // sorted(set(zip(im.getdata(), ImageOps.equalize(im).getdata()))) of the same picture
        (int From, int To)[] expected = [(30, 0), (37, 8), (43, 14), (56, 21), (59, 29), (69, 36), (72, 44), (82, 51), (85, 59), (88, 66), (95, 74), (98, 81), (101, 89), (108, 96), (111, 104), (114, 111), (117, 119), (121, 126), (124, 134), (127, 141), (130, 149), (137, 156), (140, 164), (143, 171), (146, 179), (150, 185), (153, 192), (156, 200), (159, 207), (166, 213), (169, 221), (172, 228), (179, 234), (182, 242), (185, 249), (195, 255), (198, 255), (208, 255), (211, 255), (224, 255)];
        var result = Apply("Equalize", picture, shape, 5, 1);
        Assert.Equal(expected, picture.Zip(result).Select(pair => ((int)pair.First, (int)pair.Second)).Distinct().Order());
    }

    /// <summary>On a slope, whatever the interpolation, a warp reads the slope at the mapped place: exact but for rounding.</summary>
    [Theory]
    [InlineData("Rotate", 5.0)]
    [InlineData("ShearX", 5.0)]
    [InlineData("ShearY", 5.0)]
    [InlineData("TranslateX", 2.0)]
    [InlineData("TranslateY", 2.0)]
    [InlineData("Zoom", 10.0)]
    public void A_warp_of_a_slope_is_the_slope_at_the_mapped_place(string name, double magnitude)
    {
        const int side = 33, middle = 16;
        var shape = Shape.Map(1, side, side);
        byte[] slope = [.. Enumerable.Range(0, side * side).Select(p => (byte)(20 + (3 * (p % side)) + (2 * (p / side))))];
        var result = Apply(name, slope, shape, magnitude, 3);
        var matches = new[] { 1, -1 }.Select(sign => Enumerable.Range(12, 9).SelectMany(y => Enumerable.Range(12, 9).Select(x =>
        {
            var (sx, sy) = Source(name, magnitude * sign, x - middle, y - middle, side);
            return Math.Abs(20 + (3 * (sx + middle)) + (2 * (sy + middle)) - result[(y * side) + x]);
        })).Max());
        Assert.True(matches.Min() <= 0.51, $"{name}: off by {matches.Min()}");
    }

    [Fact]
    public void An_image_is_changed_the_same_way_for_the_same_seed_and_often_changed()
    {
        var transform = new RandomOperations(Shape, new RandAugmentRecipe());
        var changed = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var (first, second) = (new byte[48], new byte[48]);
            transform.Apply(Picture, first, new SeededRandom(seed));
            transform.Apply(Picture, second, new SeededRandom(seed));
            Assert.Equal(first, second);
            changed += first.SequenceEqual(Picture) ? 0 : 1;
        }

        // Two operations, each done with probability 1/2: 3/4 of the images, less what an operation leaves as it is.
        Assert.InRange(changed, 110, 165);
    }

    private static (double X, double Y) Source(string name, double level, double x, double y, int side)
    {
        var angle = level * 3 * Math.PI / 180;
        return name switch
        {
            "Rotate" => ((x * Math.Cos(angle)) + (y * Math.Sin(angle)), (y * Math.Cos(angle)) - (x * Math.Sin(angle))),
            "ShearX" => (x + (0.03 * level * y), y),
            "ShearY" => (x, y + (0.03 * level * x)),
            "TranslateX" => (x + (0.045 * level * side), y),
            "TranslateY" => (x, y + (0.045 * level * side)),
            _ => (x / (1 + (0.04 * Math.Abs(level))), y / (1 + (0.04 * Math.Abs(level)))),
        };
    }

    private static byte[] Apply(string name, byte[] picture, Shape shape, double magnitude, ulong seed)
    {
        var result = new byte[picture.Length];
        PictureOperation.All.Single(o => o.Name == name).Apply(picture, result, shape, magnitude, new SeededRandom(seed));
        return result;
    }
}
