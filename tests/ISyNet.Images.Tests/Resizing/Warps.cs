using CsCheck;
using ISyNet.Graph;
using ISyNet.Images.Resizing;

namespace ISyNet.Images.Tests.Resizing;

/// <summary>Samples at positions between pixels against the definition in double precision.</summary>
public class Warps
{
    private const byte Fill = 77;

    [Fact, Trait("Category", Property.Category)]
    public void A_warp_is_the_weighted_sum_of_the_pixels_around_each_position() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 40], Gen.Bool, Gen.Double[-1.5, 1.5], Gen.Double[-1, 1], Gen.Double[-9, 9], Gen.ULong).ForAll((height, width, cubic, scale, turn, shift, seed) =>
        {
            var shape = Shape.Map(2, height, width);
            var random = new SeededRandom(seed);
            byte[] source = [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => (byte)random.NextInt(256))];
            var interpolation = cubic ? PictureInterpolation.Bicubic : PictureInterpolation.Bilinear;
            (double X, double Y) Map(int x, int y) => ((scale * x) + (turn * y) + shift, (scale * y) - (turn * x) + (height / 2.0));
            var result = new byte[shape.Elements];
            PointSampling.Warp(source, result, shape, (y, xs, ys) =>
            {
                for (var x = 0; x < xs.Length; x++)
                    (xs[x], ys[x]) = Map(x, y);
            }, interpolation, Fill);
            for (var i = 0; i < result.Length; i++)
            {
                var (c, y, x) = (i / (height * width), i / width % height, i % width);
                var exact = Exact(source.AsSpan(c * height * width, height * width), height, width, Map(x, y), interpolation);
                // Floats may round the other way where the exact value is half way.
                Assert.InRange(result[i], exact - 0.502, exact + 0.502);
            }
        }, cases: 300);

    private static double Exact(ReadOnlySpan<byte> plane, int height, int width, (double X, double Y) at, PictureInterpolation interpolation)
    {
        if (at.X < -0.5 || at.Y < -0.5 || at.X > width - 0.5 || at.Y > height - 0.5)
            return Fill;
        var (left, top) = ((int)Math.Floor(at.X), (int)Math.Floor(at.Y));
        var sum = 0.0;
        for (var y = top - 1; y <= top + 2; y++)
        {
            for (var x = left - 1; x <= left + 2; x++)
                sum += interpolation.Weight(at.Y - y) * interpolation.Weight(at.X - x) * plane[(Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)];
        }

        return Math.Clamp(sum, 0, 255);
    }
}
