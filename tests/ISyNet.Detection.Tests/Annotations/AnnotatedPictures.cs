using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using ISyNet.Detection.Annotations;
using SkiaSharp;

namespace ISyNet.Detection.Tests.Annotations;

/// <summary>Pictures with two objects each, a disc and a square, that a test lays out with their annotations as tools do.</summary>
internal sealed class AnnotatedPictures : IDisposable
{
    public const int Width = 40, Height = 30;

    public static readonly string[] Names = ["disc", "square"];

    public string Path { get; } = Directory.CreateTempSubdirectory("isynet-annotated-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The boxes of a picture: where they are depends on its number alone.</summary>
    public static Box[] Boxes(int index) => [new(2 + index, 3, 8, 8), new(20, 10 + index, 10, 6)];

    public AnnotatedPictures Pictures(string folder, int count, Func<int, string>? name = null, int width = Width, int height = Height, int orientation = 1)
    {
        for (var i = 0; i < count; i++)
        {
            var path = In(folder, (name ?? (n => $"{n:000}.jpg"))(i));
            using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            bitmap.Erase(new SKColor((byte)(20 + i), 30, 40));
            using var data = bitmap.Encode(path.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 90);
            File.WriteAllBytes(path, orientation == 1 ? data.ToArray() : Turned(data.ToArray(), orientation));
        }

        return this;
    }

    public AnnotatedPictures Coco(string file, int count, Func<int, string>? name = null, Func<int, object>? id = null, int width = Width, int height = Height, params object[] more)
    {
        File.WriteAllText(In("", file), JsonSerializer.Serialize(new
        {
            images = Enumerable.Range(0, count).Select(i => new { id = (id ?? (n => n + 1))(i), file_name = (name ?? (n => $"{n:000}.jpg"))(i), width, height }),
            categories = more.Concat(Names.Select((n, i) => new { id = i + 1, name = n })),
            annotations = Enumerable.Range(0, count).SelectMany(i => Boxes(i).Select((box, k) => new
            {
                id = (2 * i) + k + 1,
                image_id = (id ?? (n => n + 1))(i),
                category_id = k + 1,
                bbox = new[] { box.X, box.Y, box.Width, box.Height },
                area = box.Area,
                iscrowd = 0,
            })),
        }));
        return this;
    }

    public AnnotatedPictures Voc(string folder, int count, Func<int, string>? filename = null, Func<int, string>? own = null, string name0 = "disc", string head = "")
    {
        for (var i = 0; i < count; i++)
        {
            var objects = Boxes(i).Select((b, k) => $"<object><part><name>head</name></part><name>{(k == 0 ? name0 : "square\n")}</name><bndbox><xmin> {b.X + 1}</xmin><ymin>{b.Y + 1}</ymin><xmax>{b.Right}</xmax><ymax>{b.Bottom}</ymax></bndbox></object>");
            File.WriteAllText(In(folder, (own ?? (n => $"{n:000}.xml"))(i)),
                $"{head}<annotation><filename>{(filename ?? (n => $"{n:000}.jpg"))(i)}</filename><size><width>{Width}</width><height>{Height}</height></size>{string.Concat(objects)}</annotation>");
        }

        return this;
    }

    public AnnotatedPictures Yolo(string folder, int count)
    {
        for (var i = 0; i < count; i++)
        {
            File.WriteAllLines(In(folder, $"{i:000}.txt"), Boxes(i).Select((b, k) => string.Create(
                CultureInfo.InvariantCulture, $"{k} {(b.X + (b.Width / 2)) / Width} {(b.Y + (b.Height / 2)) / Height} {b.Width / Width} {b.Height / Height}")));
        }

        return this;
    }

    public AnnotatedPictures Text(string file, params string[] lines)
    {
        File.WriteAllLines(In("", file), lines);
        return this;
    }

    /// <summary>Checks that all pictures are there with their two objects each, as drawn.</summary>
    public static void AreWhole(DetectionDataSet data, int count, double tolerance = 1e-9)
    {
        Assert.Equal(Names, data.Categories.Select(category => category.Name));
        Assert.Equal(count, data.Images.Length);
        Assert.Equal(2 * count, data.Annotations.Length);
        var objects = data.ByImage();
        foreach (var image in data.Images)
        {
            Assert.True(File.Exists(data.PathOf(image)), data.PathOf(image));
            var index = int.Parse(new string([.. System.IO.Path.GetFileName(image.File).Where(char.IsAsciiDigit).Take(3)]), CultureInfo.InvariantCulture);
            foreach (var (expected, actual) in Boxes(index).Zip(objects[image.Id]))
            {
                foreach (var (a, b) in new[] { (expected.X, actual.Box.X), (expected.Y, actual.Box.Y), (expected.Width, actual.Box.Width), (expected.Height, actual.Box.Height) })
                    Assert.Equal(a, b, tolerance);
            }
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string In(string folder, string name)
    {
        var path = this[System.IO.Path.Combine(folder, name)];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    private static byte[] Turned(byte[] jpeg, int orientation)
    {
        byte[] segment = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt16BigEndian(segment.AsSpan(28), (short)orientation);
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }
}
