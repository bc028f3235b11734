using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using SkiaSharp;

namespace ISyNet.Cli.Tests;

/// <summary>A COCO data set of bright squares and discs on noise, 64x64, as files: train.json, test.json, images.</summary>
public sealed class ShapeData : IDisposable
{
    private const int Size = 64;

    public ShapeData()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "images"));
        Write("train", 96, 1);
        Write("test", 16, 2);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("isynet-detect-").FullName;

    public string Folder => Path.Combine(Root, "shapes");

    /// <summary>The test pictures in Pascal VOC's own layout: <c>Annotations</c> with one file a picture, and <c>JPEGImages</c>.</summary>
    public string VocFolder()
    {
        var (annotations, pictures) = (Path.Combine(Root, "voc", "Annotations"), Path.Combine(Root, "voc", "JPEGImages"));
        Directory.CreateDirectory(annotations);
        Directory.CreateDirectory(pictures);
        var test = CocoReader.Read(Path.Combine(Folder, "test.json")).Value;
        foreach (var image in test.Images)
        {
            File.Copy(test.PathOf(image), Path.Combine(pictures, image.File));
            var objects = test.Annotations.Where(a => a.ImageId == image.Id).Select(a =>
                $"<object><name>{test.Categories.Single(c => c.Id == a.CategoryId).Name}</name><bndbox><xmin>{a.Box.X + 1}</xmin><ymin>{a.Box.Y + 1}</ymin><xmax>{a.Box.Right}</xmax><ymax>{a.Box.Bottom}</ymax></bndbox></object>");
            File.WriteAllText(Path.Combine(annotations, Path.ChangeExtension(image.File, ".xml")),
                $"<annotation><filename>{image.File}</filename><size><width>{image.Width}</width><height>{image.Height}</height></size>{string.Concat(objects)}</annotation>");
        }

        return Path.Combine(Root, "voc");
    }

    /// <summary>The test pictures as JPEG under the annotations of the originals, each changed and with EXIF's orientation.</summary>
    public string Copies(string name, Func<SKBitmap, int, (SKBitmap Picture, int Orientation)> change)
    {
        var folder = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        var test = CocoReader.Read(Path.Combine(Folder, "test.json")).Value;
        foreach (var (index, image) in test.Images.Index())
        {
            using var original = SKBitmap.Decode(test.PathOf(image));
            var (changed, orientation) = change(original, index);
            using (changed)
            {
                using var data = changed.Encode(SKEncodedImageFormat.Jpeg, 100);
                var bytes = data.ToArray();
                byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
                File.WriteAllBytes(Path.Combine(folder, "images", Path.ChangeExtension(image.File, ".jpg")), [.. bytes[..2], .. exif, .. bytes[2..]]);
            }
        }

        CocoWriter.Write(Path.Combine(folder, "test.json"), test with { Images = [.. test.Images.Select(image => image with { File = Path.ChangeExtension(image.File, ".jpg") })] });
        return Path.Combine(folder, "test.json");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Write(string part, int count, ulong seed)
    {
        var images = ImmutableArray.CreateBuilder<AnnotatedImage>();
        var annotations = ImmutableArray.CreateBuilder<BoxAnnotation>();
        for (var i = 0; i < count; i++)
        {
            var random = new SeededRandom(seed, (ulong)i);
            var file = $"{part}-{i}.png";
            images.Add(new AnnotatedImage(i + 1, file, Size, Size));
            using var bitmap = new SKBitmap(Size, Size);
            using var canvas = new SKCanvas(bitmap);
            canvas.Clear(new SKColor(30, 30, 30));
            using var paint = new SKPaint { Color = SKColors.White };
            for (var kind = 0; kind < 2; kind++)
            {
                var side = 12 + random.NextInt(12);
                var (x, y) = ((kind * 32) + random.NextInt(32 - side + 1), random.NextInt(Size - side + 1));
                if (kind == 0)
                    canvas.DrawRect(x, y, side, side, paint);
                else
                    canvas.DrawCircle(x + (side / 2f), y + (side / 2f), side / 2f, paint);
                annotations.Add(new BoxAnnotation((2 * i) + kind + 1, i + 1, kind + 1, new Box(x, y, side, side), side * side));
            }

            using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(Path.Combine(Folder, "images", file), data.ToArray());
        }

        CocoWriter.Write(Path.Combine(Folder, $"{part}.json"), new DetectionDataSet(
            part, images.ToImmutable(), [new Category(1, "square"), new Category(2, "disc")], annotations.ToImmutable()));
    }
}
