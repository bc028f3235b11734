using ISyNet.Detection.Annotations;
using ISyNet.Detection.Drawing;
using SkiaSharp;

namespace ISyNet.Detection.Tests.Drawing;

/// <summary>Drawn pictures, pixel by pixel where it counts.</summary>
public sealed class DrawnBoxes : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");

    [Fact]
    public void Sides_lie_where_the_box_is_and_the_label_is_written()
    {
        using (var blank = new SKBitmap(100, 100))
        {
            blank.Erase(SKColors.White);
            using var png = blank.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(_path, png.ToArray());
        }

        using var drawn = SKBitmap.Decode(BoxDrawing.Draw(_path, [LabelledBox.Create("bag", 0.934, new Box(20, 30, 40, 50), 0)]));
        Assert.Equal((400, 400), (drawn.Width, drawn.Height)); // four times as large: small pictures are enlarged
        var color = drawn.GetPixel(80, 200); // left side: x = 20
        Assert.NotEqual(SKColors.White, color);
        foreach (var (x, y) in new[] { (240, 200), (150, 120), (150, 320) })
            Assert.Equal(color, drawn.GetPixel(x, y));
        Assert.Equal(SKColors.White, drawn.GetPixel(150, 200));
        var dark = Enumerable.Range(84, 40).SelectMany(x => Enumerable.Range(104, 14).Select(y => drawn.GetPixel(x, y))).Count(p => p.Red < 100 && p.Green < 100);
        Assert.True(dark > 20, $"{dark} dark pixels: no label");
    }

    public void Dispose() => File.Delete(_path);
}
