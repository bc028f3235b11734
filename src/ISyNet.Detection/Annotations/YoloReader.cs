using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images;
using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Annotations;

/// <summary>
/// Reads YOLO's text files. They are next to the pictures, or in <c>labels</c> if the pictures are in <c>images</c>. Each line is an object: class, then
/// centre, width and height as fractions of the picture; or class and the points of an outline, which is converted to its box.
/// </summary>
internal static class YoloReader
{
    private const long MaxFileBytes = 1 << 24;

    /// <param name="place">The name of the data, for messages.</param>
    /// <param name="pictures">The pictures; a picture without a text file has no objects.</param>
    /// <param name="names">The classes; a class without a name is called by its number.</param>
    /// <param name="rules">The treatment of invalid entries.</param>
    /// <exception cref="DetectionException">No picture has a text file, or too many entries are invalid.</exception>
    public static Reading<DetectionDataSet> Read(string place, IReadOnlyList<string> pictures, ImmutableArray<string> names, ReadingRules rules)
    {
        var problems = new AnnotationProblems();
        var images = ImmutableArray.CreateBuilder<AnnotatedImage>();
        var annotations = ImmutableArray.CreateBuilder<BoxAnnotation>();
        var (entries, files, last) = (pictures.Count, 0, names.Length - 1);
        var root = CommonFolder(pictures);
        foreach (var picture in pictures)
        {
            PictureSize size;
            try
            {
                size = ImageDecoder.Measure(picture);
            }
            catch (ImageException error)
            {
                problems.Drop("picture that cannot be read", error.Message);
                continue;
            }

            images.Add(new AnnotatedImage(images.Count + 1, Path.GetRelativePath(root, picture), size.Width, size.Height));
            if (TextOf(picture) is not { } text)
                continue;
            files++;
            foreach (var (number, line) in Lines(text, problems).Index())
            {
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                entries++;
                Add(line, $"{Path.GetFileName(text)} line {number + 1}", size);
            }
        }

        if (files == 0)
            throw new DetectionException($"{place}: none of the {pictures.Count} pictures has its YOLO text file, beside it or in 'labels'");
        if (files < images.Count)
            problems.Mend("picture without a text file, taken as one without objects", $"{images.Count - files} of {images.Count}");
        problems.StopAbove(rules.MostUnsound, entries, place);
        ImmutableArray<Category> categories =
            [.. Enumerable.Range(0, last + 1).Select(place => new Category(place + 1, place < names.Length ? names[place] : place.ToString(CultureInfo.InvariantCulture)))];
        return new(new DetectionDataSet(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(place)), images.ToImmutable(), categories, annotations.ToImmutable()) { ImageFolder = root }, problems.ToImmutable());

        void Add(string line, string where, PictureSize size)
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var values = fields.Select(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
            if (values[0] is not (>= 0 and < 100_000) || values[0] != Math.Floor(values[0]) || (!names.IsEmpty && values[0] >= names.Length))
                problems.Drop($"class that is no number{(names.IsEmpty ? "" : $" from 0 to {names.Length - 1}")}", $"{where} ('{fields[0]}')");
            else if (BoxOf(values) is not { } share || !share.IsSound)
                problems.Drop("line that is neither a class with a box nor a class with an outline", where);
            else if (share.Width > 2 || share.Height > 2)
                problems.Drop("box in pixels; YOLO's are shares of the picture, 0 to 1", where);
            else
            {
                var whole = new Box(share.X * size.Width, share.Y * size.Height, share.Width * size.Width, share.Height * size.Height);
                var box = whole.Within(size.Width, size.Height);
                if (!box.IsSound)
                {
                    problems.Drop("box outside its picture", where);
                    return;
                }

                if (Math.Abs(box.Area - whole.Area) > 1e-3 * whole.Area)
                    problems.Mend("box reaches outside its picture and is cut to it", where);
                last = Math.Max(last, (int)values[0]);
                annotations.Add(new BoxAnnotation(annotations.Count + 1, images[^1].Id, (int)values[0] + 1, box, box.Area));
            }
        }
    }

    /// <summary>The text file of a picture; null if there is none.</summary>
    public static string? TextOf(string picture)
    {
        var beside = Path.ChangeExtension(picture, ".txt");
        if (Path.GetDirectoryName(picture) is { } folder)
        {
            string[] parts = folder.Split(Path.DirectorySeparatorChar);
            if (Array.FindLastIndex(parts, part => part.Equals("images", StringComparison.OrdinalIgnoreCase)) is var at and >= 0)
            {
                var labels = PictureFolders.Sub(string.Join(Path.DirectorySeparatorChar, parts[..at]), "labels");
                var there = Path.Combine([labels, .. parts[(at + 1)..], Path.GetFileName(beside)]);
                if (File.Exists(there))
                    return there;
            }
        }

        return File.Exists(beside) ? beside : null;
    }

    private static Box? BoxOf(double[] values)
    {
        if (values.Any(value => !double.IsFinite(value)))
            return null;
        if (values.Length == 5)
            return new Box(values[1] - (values[3] / 2), values[2] - (values[4] / 2), values[3], values[4]);
        if (values.Length < 7 || values.Length % 2 == 0)
            return null;
        var (xs, ys) = (values.Skip(1).Where((_, i) => i % 2 == 0).ToArray(), values.Skip(1).Where((_, i) => i % 2 == 1).ToArray());
        return new Box(xs.Min(), ys.Min(), xs.Max() - xs.Min(), ys.Max() - ys.Min());
    }

    private static string[] Lines(string file, AnnotationProblems problems)
    {
        try
        {
            if (new FileInfo(file).Length <= MaxFileBytes)
                return File.ReadAllLines(file);
            problems.Drop($"text file of more than {MaxFileBytes} bytes", Path.GetFileName(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Drop("text file that cannot be read", $"{Path.GetFileName(file)} ({error.Message})");
        }

        return [];
    }

    private static string CommonFolder(IReadOnlyList<string> pictures)
    {
        var common = Path.GetDirectoryName(pictures[0])!;
        foreach (var picture in pictures)
        {
            while (!picture.StartsWith(Path.TrimEndingDirectorySeparator(common) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Path.GetDirectoryName(common) is { } above)
                common = above;
        }

        return common;
    }
}
