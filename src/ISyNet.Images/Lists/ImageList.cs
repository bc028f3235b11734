using System.Collections.Immutable;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;
using ISyNet.Images.Formats;

namespace ISyNet.Images.Lists;

/// <summary>
/// Reads a CSV list of pictures. Its first line names the columns: <c>path</c> (from the list's folder on), then <c>label</c> (a number
/// from 0) or <c>class</c> (a name; classes are in ordinal order), and perhaps <c>part</c> (<c>train</c> or <c>test</c>).
/// </summary>
public static class ImageList
{
    private const int MaxRows = 20_000_000;
    private const int MaxClasses = 100_000;

    /// <summary>Reads the pictures of a list. Without the column <c>part</c> a share of each class is cut off for judging.</summary>
    /// <param name="path">The list. Class names of numbered labels come from <c>classes.txt</c> (one a line) beside it, else they are the numbers.</param>
    /// <param name="reading">What to bring every picture to.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">The list cannot be read or a line is wrong (named by its number), or too many pictures are broken.</exception>
    public static ImageData Read(string path, PictureReading reading, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reading);
        var (rows, divided) = Rows(path);
        var classes = ClassNames(path, rows);
        var places = classes.Select((name, label) => (name, label)).ToDictionary(c => c.name, c => c.label, StringComparer.Ordinal);
        ImageFolderContent Part(string name, IEnumerable<ImageListRow> part)
        {
            ImmutableArray<ImageListRow> taken = [.. part];
            return new LabelledFiles(path, $"{Path.GetFileNameWithoutExtension(path)} {name}".Trim(), classes, [.. taken.Select(row => row.Path)], [.. taken.Select(row => row.Label ?? places[row.Class!])])
                .Read(reading, cancellation);
        }

        if (!divided)
            return ImageData.Divide(Part("", rows), reading);
        if (rows.All(row => row.IsTest) || !rows.Any(row => row.IsTest))
            throw new ImageException($"{path}: the column 'part' must give pictures to both 'train' and 'test'");
        var (training, test) = (Part("training", rows.Where(row => !row.IsTest)), Part("test", rows.Where(row => row.IsTest)));
        return new ImageData(training.Images, test.Images) { Skipped = [.. training.Skipped, .. test.Skipped] };
    }

    private static (List<ImageListRow> Rows, bool Divided) Rows(string path)
    {
        try
        {
            using var lines = File.ReadLines(path).GetEnumerator();
            if (!lines.MoveNext())
                throw new ImageException($"{path}: line 1: is empty; it must name the columns: path,label or path,class");
            var columns = ImageListColumns.Parse(lines.Current, path);
            var rows = new List<ImageListRow>();
            for (var number = 2; lines.MoveNext(); number++)
            {
                if (number > MaxRows)
                    throw new ImageException($"{path}: line {number}: a list has at most {MaxRows} lines");
                if (!string.IsNullOrWhiteSpace(lines.Current))
                    rows.Add(columns.Row(lines.Current, path, number));
            }

            return rows.Count > 0 ? (rows, columns.HasPart) : throw new ImageException($"{path}: lists no pictures");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path}: {error.Message}", error);
        }
    }

    private static ImmutableArray<string> ClassNames(string path, List<ImageListRow> rows)
    {
        ImmutableArray<string> names = rows[0].Class is null
            ? NumberedClasses.Named(Path.GetDirectoryName(Path.GetFullPath(path))!, rows.Max(row => row.Label!.Value) + 1)
            : [.. rows.Select(row => row.Class!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return names.Length <= MaxClasses ? names : throw new ImageException($"{path}: has {names.Length} classes; at most {MaxClasses} can be");
    }
}
