using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Images.Decoding;
using ISyNet.Images.Folders;
using ISyNet.Images.Formats;

namespace ISyNet.Images.Lists;

/// <summary>
/// Reads a CSV list of pictures. Its first line names the columns: <c>path</c> (relative to the list's folder), then <c>label</c> (a number)
/// or <c>class</c> (a name; classes are in ordinal order), and optionally <c>part</c> (<c>train</c>, <c>val</c> or <c>test</c>). Other columns
/// are ignored; columns are separated by commas, semicolons, tabs or bars.
/// </summary>
internal static class ImageList
{
    private const int MaxClasses = 100_000;
    private const int MaxLabel = 99_999;

    /// <summary>Reads the pictures of a list. Without the column <c>part</c>, a share of each class becomes the test part.</summary>
    /// <param name="path">The list. Class names of numbered labels come from <c>classes.txt</c> (one per line) next to it, otherwise they are the numbers.</param>
    /// <param name="reading">Size and resizing of the pictures.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="ImageException">The list cannot be read or a line is wrong (named by its number), or too many pictures are broken.</exception>
    public static ImageData Read(string path, PictureReading reading, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reading);
        if (FileHead.Stranger(FileHead.Read(path)) is { } stranger)
            throw new ImageException($"{path}: is {stranger}; a CSV list of pictures is expected");
        var (rows, columns) = Rows(path);
        var judgedBy = rows.Any(row => row.Part == PartRole.Test) ? PartRole.Test : PartRole.Validation;
        var (learnt, judged) = (rows.Where(row => row.Part == PartRole.Training).ToArray(), rows.Where(row => row.Part == judgedBy).ToArray());
        if (columns.HasPart && (learnt.Length == 0 || judged.Length == 0))
            throw new ImageException($"{path}: the column 'part' must give pictures to both 'train' and 'test' (or 'val')");
        var (names, places) = Classes(path, columns, learnt);
        var title = Path.GetFileNameWithoutExtension(path);
        if (!columns.HasPart)
            return Part("", learnt).Divide(reading);
        var passedOver = new PassedOver();
        foreach (var row in judged.Where(row => !places.ContainsKey(row.Class)))
            passedOver.Add("test pictures of classes that the training part does not have", row.Class);
        foreach (var row in rows.Where(row => row.Part != PartRole.Training && row.Part != judgedBy))
            passedOver.Add("pictures of a part that is not used", "val");
        var (training, test) = (Part("training", learnt), Part("test", [.. judged.Where(row => places.ContainsKey(row.Class))]));
        return new ImageData(training.Images, test.Images)
        {
            Skipped = [.. training.Skipped, .. test.Skipped],
            Notes = passedOver.Line is { } line ? [$"{path}: {line}"] : [],
        };

        ReadPictures Part(string name, ImageListRow[] part) =>
            new LabelledFiles(path, $"{title} {name}".Trim(), names, [.. part.Select(row => row.Path)], [.. part.Select(row => places[row.Class])]).Read(reading, cancellation);
    }

    private static (List<ImageListRow> Rows, ImageListColumns Columns) Rows(string path)
    {
        ImageListColumns? columns = null;
        var rows = new List<ImageListRow>();
        foreach (var (index, line) in TextLines.Read(path).Index())
        {
            if (columns is null)
                columns = ImageListColumns.Parse(line, path);
            else if (!string.IsNullOrWhiteSpace(line))
                rows.Add(columns.Row(line, index + 1));
        }

        if (columns is null)
            throw new ImageException($"{path}: line 1: is empty; it must name the columns: path,label or path,class");
        return rows.Count > 0 ? (rows, columns) : throw new ImageException($"{path}: lists no pictures");
    }

    // A column of numbers has labels, whatever it is called; the first row decides.
    private static (ImmutableArray<string> Names, Dictionary<string, int> Places) Classes(string path, ImageListColumns columns, ImageListRow[] rows)
    {
        ImmutableArray<string> written = [.. rows.Select(row => row.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (!IsNumber(rows[0].Class))
        {
            return written.Length <= MaxClasses
                ? (written, written.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal))
                : throw new ImageException($"{path}: has {written.Length} classes; at most {MaxClasses} are allowed");
        }

        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.DistinctBy(row => row.Class))
            labels[row.Class] = Label(row, columns);
        var classes = NumberedClasses.FromLabels(Path.GetDirectoryName(Path.GetFullPath(path))!, labels.Values);
        return (classes.Names, labels.ToDictionary(label => label.Key, label => classes.Places[label.Value], StringComparer.Ordinal));
    }

    private static bool IsNumber(string text) => text.TrimStart('-').All(char.IsAsciiDigit);

    private static int Label(ImageListRow row, ImageListColumns columns) =>
        int.TryParse(row.Class, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label <= MaxLabel
            ? label
            : throw columns.Wrong(row.Line, $"label is '{ImageListColumns.Start(row.Class)}'; it is a whole number from 0 to {MaxLabel}");
}
