using SkiaSharp;

namespace ISyNet.Images.Tests.Folders;

/// <summary>A folder whose files a test lays out as people's folders are: pictures that can be read, and what lies beside them.</summary>
internal sealed class DrawnFolder : IDisposable
{
    private static readonly byte[] Png = Draw(SKEncodedImageFormat.Png);

    public string Path { get; } = Directory.CreateTempSubdirectory("isynet-layout-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static byte[] Draw(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(4, 4, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.Teal);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    public DrawnFolder Pictures(string folder, int count, string extension = ".png")
    {
        for (var i = 0; i < count; i++)
            File($"{folder}/{i:000}{extension}", Png);
        return this;
    }

    public DrawnFolder File(string name, byte[]? content = null)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        System.IO.File.WriteAllBytes(this[name], content ?? [1]);
        return this;
    }

    public DrawnFolder Folder(string name)
    {
        Directory.CreateDirectory(this[name]);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
