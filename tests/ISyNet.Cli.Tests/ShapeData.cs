using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using ISyNet.Images;
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
