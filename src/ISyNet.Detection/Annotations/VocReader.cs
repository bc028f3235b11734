using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Reads Pascal VOC annotations: one XML file a picture, corners that count pixels from 1 and include both ends, <c>difficult</c>
/// objects ignored. Pictures are in <c>JPEGImages</c> beside the annotations' folder, or where the rules say.
/// </summary>
public static class VocReader
{
    private const long MaxFileBytes = 1 << 22;

    /// <summary>Reads every XML file of a folder.</summary>
    /// <param name="folder">The folder of annotations.</param>
    /// <param name="categoryNames">The kinds of objects, in the order of a detector's classes; found in the files, in order of name, when empty.</param>
    /// <param name="rules">How unsound entries are met.</param>
    /// <exception cref="DetectionException">There are no annotations, or too much is unsound.</exception>
    public static Reading<DetectionDataSet> Read(string folder, ImmutableArray<string> categoryNames = default, ReadingRules? rules = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        rules ??= new ReadingRules();
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0)
            throw new DetectionException($"{folder}: there are no Pascal VOC annotations (*.xml) in this folder");
        var problems = new AnnotationProblems();
        var pages = files.Select(file => Page(file, problems)).OfType<VocPage>().ToArray();
        var names = categoryNames.IsDefaultOrEmpty
            ? pages.SelectMany(page => page.Objects).Select(o => o.Name).Distinct().Order(StringComparer.Ordinal).ToImmutableArray() : categoryNames;
        var pictures = rules.ImageFolder ?? PicturesBeside(folder);
        var images = ImmutableArray.CreateBuilder<AnnotatedImage>();
        var annotations = ImmutableArray.CreateBuilder<BoxAnnotation>();
        foreach (var page in pages)
        {
            if (rules.CheckFiles && !File.Exists(Path.Combine(pictures, page.Picture)))
            {
                problems.Drop("image whose file is missing", $"{page.File} ('{page.Picture}')");
                continue;
            }

            images.Add(new AnnotatedImage(images.Count + 1, page.Picture, page.Width, page.Height));
            foreach (var found in page.Objects)
                Add(found, page, images[^1]);
        }

        problems.StopAbove(rules.MostUnsound, files.Length + pages.Sum(page => page.Objects.Length), folder);
        ImmutableArray<Category> categories = [.. names.Select((name, index) => new Category(index + 1, name))];
        return new(new DetectionDataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), images.ToImmutable(), categories, annotations.ToImmutable()) { ImageFolder = pictures }, problems.ToImmutable());

        void Add(VocObject found, VocPage page, AnnotatedImage image)
        {
            var place = $"{page.File} ({found.Name})";
            var box = image is { Width: > 0, Height: > 0 } ? found.Box.Within(image.Width, image.Height) : found.Box;
            if (names.IndexOf(found.Name) is var category && category < 0)
                problems.Drop("annotation of an unknown category", place);
            else if (!found.Box.IsSound)
                problems.Drop("box of zero area, negative side or no finite number", place);
            else if (!box.IsSound)
                problems.Drop("box outside its picture", place);
            else
                annotations.Add(new BoxAnnotation(annotations.Count + 1, image.Id, category + 1, Cut(found.Box, box, place), box.Area, Ignored: found.Difficult));
        }

        Box Cut(Box whole, Box inside, string place)
        {
            if (inside != whole)
                problems.Mend("box reaches outside its picture and is cut to it", place);
            return inside;
        }
    }

    private static string PicturesBeside(string folder)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Path.TrimEndingDirectorySeparator(folder))) ?? folder, "JPEGImages");
        return Directory.Exists(beside) ? beside : folder;
    }

    private static VocPage? Page(string file, AnnotationProblems problems)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
                throw new XmlException($"larger than {MaxFileBytes} bytes");
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MaxFileBytes });
            var root = XElement.Load(reader);
            var size = root.Element("size");
            return new VocPage(
                Path.GetFileName(file), Path.GetFileName((string?)root.Element("filename") ?? Path.ChangeExtension(Path.GetFileName(file), ".jpg")),
                (int)Number(size?.Element("width"), 0), (int)Number(size?.Element("height"), 0),
                [.. root.Elements("object").Select(Object)]);
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            problems.Drop("annotation file that cannot be read", $"{Path.GetFileName(file)} ({error.Message})");
            return null;
        }
    }

    private static VocObject Object(XElement entry)
    {
        var box = entry.Element("bndbox");
        var (left, top) = (Number(box?.Element("xmin"), double.NaN) - 1, Number(box?.Element("ymin"), double.NaN) - 1);
        var (right, bottom) = (Number(box?.Element("xmax"), double.NaN), Number(box?.Element("ymax"), double.NaN));
        return new VocObject((string?)entry.Element("name") ?? "", new Box(left, top, right - left, bottom - top), Number(entry.Element("difficult"), 0) != 0);
    }

    private static double Number(XElement? element, double otherwise) =>
        double.TryParse(element?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed record VocPage(string File, string Picture, int Width, int Height, ImmutableArray<VocObject> Objects);

    private sealed record VocObject(string Name, Box Box, bool Difficult);
}
