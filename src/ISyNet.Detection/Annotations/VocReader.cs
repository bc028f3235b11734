using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ISyNet.Images;
using ISyNet.Images.Folders;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Reads Pascal VOC annotations: one XML file per picture, corners that count pixels from 1 and include both ends, <c>difficult</c>
/// objects ignored. Pictures are in <c>JPEGImages</c> or <c>images</c> next to the folder of the annotations, in it, or in the folder of the rules. The
/// picture of a file is the one with the file's name, otherwise the one that the file names: people rename pictures without changing the files.
/// </summary>
internal static class VocReader
{
    private const long MaxFileBytes = 1 << 22;

    static VocReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads every XML file of a folder.</summary>
    /// <param name="folder">The folder of annotations.</param>
    /// <param name="categoryNames">The categories, in the order of a detector's classes; if empty, they are taken from the files, in order of name.</param>
    /// <param name="rules">The treatment of invalid entries.</param>
    /// <exception cref="DetectionException">There are no annotations, or too many entries are invalid.</exception>
    public static Reading<DetectionDataSet> Read(string folder, ImmutableArray<string> categoryNames = default, ReadingRules? rules = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        rules ??= new ReadingRules();
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0)
            throw new DetectionException($"{folder}: there are no Pascal VOC annotations (*.xml) in this folder");
        return Read(folder, files, categoryNames, rules);
    }

    /// <summary>Reads the given XML files.</summary>
    internal static Reading<DetectionDataSet> Read(string folder, IReadOnlyCollection<string> files, ImmutableArray<string> categoryNames, ReadingRules rules)
    {
        var problems = new AnnotationProblems();
        var pages = files.Select(file => Page(file, problems)).OfType<VocPage>().ToArray();
        var names = categoryNames.IsDefaultOrEmpty
            ? pages.SelectMany(page => page.Objects).Select(o => o.Name).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal).ToImmutableArray() : categoryNames;
        var finder = PictureFinder.Choose(folder, rules.ImageFolder is { } given ? [new(given, IsDeep: true)] : PicturesBeside(folder), [.. pages.Select(page => page.Picture)], rules.CheckFiles);
        var images = ImmutableArray.CreateBuilder<AnnotatedImage>();
        var annotations = ImmutableArray.CreateBuilder<BoxAnnotation>();
        foreach (var page in pages)
        {
            var file = finder.Find(Path.ChangeExtension(page.File, Path.GetExtension(page.Picture))) ?? finder.Find(Path.ChangeExtension(page.File, null)) ?? finder.Find(page.Picture);
            if (rules.CheckFiles && file is null)
            {
                problems.Drop("image whose file is missing", $"{page.File} ('{page.Picture}')");
                continue;
            }

            if (file is not null && !Stem(file).Equals(Stem(page.Picture), StringComparison.OrdinalIgnoreCase))
                problems.Mend("file that names another picture than the one of its own name, which is taken", $"{page.File} ('{page.Picture}')");
            images.Add(new AnnotatedImage(images.Count + 1, file ?? page.Picture.Replace('\\', '/').Split('/')[^1], page.Width, page.Height));
            foreach (var found in page.Objects)
                Add(found, page, images[^1]);
        }

        problems.StopAbove(rules.MostUnsound, files.Count + pages.Sum(page => page.Objects.Length), folder);
        ImmutableArray<Category> categories = [.. names.Select((name, index) => new Category(index + 1, name))];
        return new(new DetectionDataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), images.ToImmutable(), categories, annotations.ToImmutable()) { ImageFolder = finder.Folder }, problems.ToImmutable());

        void Add(VocObject found, VocPage page, AnnotatedImage image)
        {
            var place = $"{page.File} ({found.Name})";
            var box = image is { Width: > 0, Height: > 0 } ? found.Box.Within(image.Width, image.Height) : found.Box;
            if (found.Name.Length == 0)
                problems.Drop("object without a name", place);
            else if (names.IndexOf(found.Name) is var category && category < 0)
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

    private static IEnumerable<PictureFolder> PicturesBeside(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.GetDirectoryName(full) is { } above)
        {
            foreach (var name in new[] { "JPEGImages", "images", "imgs", "pictures" })
                yield return new(PictureFolders.Sub(above, name), true);
        }

        yield return new(PictureFolders.Sub(full, "images"), true);
        yield return new(full, false);
        if (Path.GetDirectoryName(full) is { } last)
            yield return new(last, false);
    }

    // Names may contain dots: 000_jpg.rf.0a1b.
    private static string Stem(string file)
    {
        var name = Path.GetFileName(file.Replace('\\', '/'));
        return PictureFiles.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name;
    }

    private static VocPage? Page(string file, AnnotationProblems problems)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
                throw new XmlException($"larger than {MaxFileBytes} bytes");
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = MaxFileBytes });
            var root = XElement.Load(reader);
            if (root.Name.LocalName == "annotations" && root.Element("image") is not null)
                throw new DetectionException($"{file}: has the format of CVAT: export as COCO 1.0 or PASCAL VOC 1.1");
            var size = root.Element("size");
            return new VocPage(
                Path.GetFileName(file), ((string?)root.Element("filename"))?.Trim() is { Length: > 0 } named ? named : Path.ChangeExtension(Path.GetFileName(file), ".jpg"),
                (int)Number(size?.Element("width"), 0), (int)Number(size?.Element("height"), 0),
                [.. root.Elements("object").Select(Object)]);
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
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
        return new VocObject(ClassNames.Clean((string?)entry.Element("name") ?? ""), new Box(left, top, right - left, bottom - top), Number(entry.Element("difficult"), 0) != 0);
    }

    private static double Number(XElement? element, double otherwise) =>
        double.TryParse(element?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed record VocPage(string File, string Picture, int Width, int Height, ImmutableArray<VocObject> Objects);

    private sealed record VocObject(string Name, Box Box, bool Difficult);
}
