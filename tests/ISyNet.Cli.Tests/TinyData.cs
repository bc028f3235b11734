using System.Buffers.Binary;
using ISyNet.Images;
using ISyNet.Images.Formats;
using SkiaSharp;

namespace ISyNet.Cli.Tests;

/// <summary>
/// A small data set of real Fashion-MNIST images as idx files: the first 1,200 training and 300 test images. Needs the data set
/// that the test command installs.
/// </summary>
public sealed class TinyData : IDisposable
{
    public TinyData()
    {
        Images = FashionMnist.Load();
        Directory.CreateDirectory(Folder);
        File.WriteAllLines(Path.Combine(Folder, "classes.txt"), FashionMnist.ClassNames);
        Write(Images.Training, 1200, "train");
        Write(Images.Test, 300, "t10k");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("isynet-cli-").FullName;

    public string Folder => Path.Combine(Root, "data");

    public ImageData Images { get; }

    /// <summary>The first test images as PNG files, every pixel twice as wide and high, in a CSV list; a list entry without a file at the end.</summary>
    public string DoubledList(int count)
    {
        var lines = new List<string> { "path,class,part" };
        for (var i = 0; i < count; i++)
        {
            using var bitmap = new SKBitmap(56, 56, SKColorType.Gray8, SKAlphaType.Opaque);
            for (var p = 0; p < 56 * 56; p++)
                bitmap.SetPixel(p % 56, p / 56, Grey(Images.Test[i][(p / 112 * 28) + (p % 56 / 2)]));
            using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(Path.Combine(Root, $"{i}.png"), data.ToArray());
            lines.Add($"{i}.png,{FashionMnist.ClassNames[Images.Test.Labels[i]]},{(i % 2 == 0 ? "test" : "train")}");
        }

        var list = Path.Combine(Root, "list.csv");
        File.WriteAllLines(list, [.. lines, $"missing.png,{FashionMnist.ClassNames[0]},train"]);
        return list;

        static SKColor Grey(byte value) => new(value, value, value);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Write(ImageSet set, int count, string part)
    {
        using var images = File.Create(Path.Combine(Folder, $"{part}-images-idx3-ubyte"));
        foreach (var word in new[] { 0x803, count, 28, 28 })
            images.Write(Big(word));
        images.Write(set.Pixels.Span[..(count * 784)]);
        using var labels = File.Create(Path.Combine(Folder, $"{part}-labels-idx1-ubyte"));
        foreach (var word in new[] { 0x801, count })
            labels.Write(Big(word));
        labels.Write([.. set.Labels.Take(count).Select(label => (byte)label)]);
    }

    private static byte[] Big(int word)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, word);
        return bytes;
    }
}
