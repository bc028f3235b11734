using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Detection.Annotations;
using SkiaSharp;

namespace ISyNet.Detection.Scenes;

/// <summary>Writes composed scenes as a COCO data set: grey PNG files in <c>images</c> and one annotation file next to that folder.</summary>
public static class SceneDataSet
{
    /// <summary>Composes scenes and writes <c>NAME.json</c> and <c>images/NAME-00000.png</c>…</summary>
    /// <param name="folder">The folder; created if it does not exist.</param>
    /// <param name="name">Name of the part: <c>train</c>, <c>test</c>.</param>
    /// <param name="composer">The composer.</param>
    /// <param name="count">Number of scenes.</param>
    /// <param name="progress">Receives the finished fraction, 0 to 1.</param>
    /// <param name="cancellation">Stops between scenes; the annotation file is written last, so a stopped part has none.</param>
    /// <returns>The data set that was written.</returns>
    /// <exception cref="DetectionException">A file cannot be written.</exception>
    public static DetectionDataSet Write(
        string folder, string name, SceneComposer composer, int count, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(composer);
        var images = Path.Combine(folder, "images");
        var (pictures, annotations) = (ImmutableArray.CreateBuilder<AnnotatedImage>(count), ImmutableArray.CreateBuilder<BoxAnnotation>());
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var scene = composer.Compose(i);
            var file = $"{name}-{i.ToString("D5", CultureInfo.InvariantCulture)}.png";
            AtomicFile.Write(Path.Combine(images, file), stream => WritePng(scene.Pixels, composer.Size, stream));
            pictures.Add(new AnnotatedImage(i + 1, file, composer.Size, composer.Size));
            foreach (var o in scene.Objects)
                annotations.Add(new BoxAnnotation(annotations.Count + 1, i + 1, o.Class + 1, o.Box, o.Pixels, Ignored: o.Ignored));
            progress?.Report((i + 1.0) / count);
        }

        var data = new DetectionDataSet(name, pictures.MoveToImmutable(), [.. composer.ClassNames.Select((c, k) => new Category(k + 1, c))], annotations.ToImmutable())
        {
            ImageFolder = images,
        };
        CocoWriter.Write(Path.Combine(folder, $"{name}.json"), data);
        return data;
    }

    private static void WritePng(byte[] pixels, int size, Stream stream)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(size, size, SKColorType.Gray8));
        pixels.CopyTo(bitmap.GetPixelSpan());
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        png.SaveTo(stream);
    }
}
