using SkiaSharp;

namespace ISyNet.Images.Tests;

/// <summary>A folder of drawn pictures that goes away with the test.</summary>
internal sealed class PictureFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("isynet-pictures-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Save(string name, int width, int height, Func<int, int, SKColor> colour)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var i = 0; i < width * height; i++)
            bitmap.SetPixel(i % width, i / width, colour(i % width, i / width));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
        return path;
    }

    public string Write(string name, params string[] lines)
    {
        File.WriteAllText(this[name], string.Join('\n', lines));
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
