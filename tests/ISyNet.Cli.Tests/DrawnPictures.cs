using SkiaSharp;

namespace ISyNet.Cli.Tests;

/// <summary>A folder of 80 discs, 80 squares and 80 triangles on noise, 32x32, a sub-folder a class: what a user with few pictures has.</summary>
public sealed class DrawnPictures : IDisposable
{
    public const int Count = 240;

    private const int Size = 32;

    public DrawnPictures()
    {
        foreach (var (kind, name) in new[] { "disc", "square", "triangle" }.Index())
        {
            Directory.CreateDirectory(Path.Combine(Folder, name));
            for (var i = 0; i < Count / 3; i++)
                Draw(kind, new SeededRandom(1, (ulong)kind, (ulong)i), Path.Combine(Folder, name, $"{i}.png"));
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("isynet-drawn-").FullName;

    public string Folder => Path.Combine(Root, "pictures");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Draw(int kind, SeededRandom random, string path)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Size, Size, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var p = 0; p < Size * Size; p++)
            bitmap.SetPixel(p % Size, p / Size, Colour(20, 90));
        var (x, y, r) = (12 + random.NextInt(8), 12 + random.NextInt(8), 6 + random.NextInt(5));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = Colour(150, 250), IsAntialias = true })
        {
            if (kind == 0)
                canvas.DrawCircle(x, y, r, paint);
            else if (kind == 1)
                canvas.DrawRect(x - r, y - r, 2 * r, 2 * r, paint);
            else
                canvas.DrawVertices(SKVertexMode.Triangles, [new(x, y - r), new(x + r, y + r), new(x - r, y + r)], null, null, paint);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());

        SKColor Colour(int low, int high) => new(Channel(low, high), Channel(low, high), Channel(low, high));

        byte Channel(int low, int high) => (byte)(low + random.NextInt(high - low));
    }
}
