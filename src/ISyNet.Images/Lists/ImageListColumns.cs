using System.Collections.Immutable;
using System.Text;
using ISyNet.Images.Folders;

namespace ISyNet.Images.Lists;

/// <summary>One picture of a list: its class as written, and its part; the training part if the list does not say.</summary>
internal readonly record struct ImageListRow(string Path, string Class, PartRole Part, int Line);

/// <summary>The meaning of the columns of a CSV list; other columns are ignored.</summary>
internal sealed record ImageListColumns(string List, char Separator, int Path, int Class, int Part, int Count)
{
    private const int MaxLineLength = 1 << 14;

    private static readonly ImmutableArray<char> Separators = [',', ';', '\t', '|'];
    private static readonly ImmutableArray<string> Paths = ["path", "filename", "file_name", "filepath", "filepaths", "file_path", "image", "image_path", "img_path", "picture"];
    private static readonly ImmutableArray<string> Classes = ["class", "class_name", "classname", "category", "label", "labels", "label_name", "target", "class_id", "label_id"];
    private static readonly ImmutableArray<string> Parts = ["part", "split", "set", "subset", "dataset", "data set"];

    public bool HasPart => Part >= 0;

    public static ImageListColumns Parse(string line, string list)
    {
        line = line.TrimStart('\ufeff');
        foreach (var separator in Separators)
        {
            ImmutableArray<string> names = [.. Fields(line, separator, list, 1).Select(name => name.ToLowerInvariant())];
            var (path, @class, part) = (Place(Paths), Place(Classes), Place(Parts));
            if (path >= 0 && @class >= 0 && !(names.Contains("label") && names.Contains("class")))
                return new ImageListColumns(list, separator, path, @class, part, names.Length);

            int Place(ImmutableArray<string> words) => words.Select(word => names.IndexOf(word)).FirstOrDefault(place => place >= 0, -1);
        }

        throw new ImageException($"{list}: line 1: must name the columns 'path' and either 'label' or 'class' (and optionally 'part'), but is '{Start(line)}'");
    }

    public ImageListRow Row(string line, int number)
    {
        var fields = Fields(line, Separator, List, number);
        if (fields.Count != Count && !(fields.Count == Count + 1 && fields[^1].Length == 0))
            throw Wrong(number, $"has {fields.Count} fields, but the first line names {Count}");
        if (fields[Path].Length == 0 || fields[Path].Contains('\0', StringComparison.Ordinal))
            throw Wrong(number, "names no picture");
        var name = ClassNames.Clean(fields[Class]);
        if (name.Length == 0)
            throw Wrong(number, "names no class");
        var part = !HasPart ? PartRole.Training
            : FolderParts.RoleOf(fields[Part]) ?? throw Wrong(number, $"part is '{Start(fields[Part])}'; it is 'train', 'val' or 'test'");
        return new ImageListRow(File(fields[Path]), name, part, number);
    }

    public ImageException Wrong(int line, string what) => new($"{List}: line {line}: {what}");

    /// <summary>The start of an untrusted text, for messages.</summary>
    public static string Start(string text) => new([.. text.Take(40).Select(c => char.IsControl(c) ? '?' : c)]);

    // Lists made on Windows have its separator.
    private string File(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(List))!;
        var file = System.IO.Path.Combine(folder, path);
        return path.Contains('\\', StringComparison.Ordinal) && !System.IO.File.Exists(file)
            ? System.IO.Path.Combine(folder, path.Replace('\\', '/'))
            : file;
    }

    // RFC 4180 without line ends inside a field; spaces around a field do not count.
    private static List<string> Fields(string line, char separator, string list, int number)
    {
        if (line.Length > MaxLineLength)
            throw new ImageException($"{list}: line {number}: has {line.Length} characters; at most {MaxLineLength} are allowed");
        var fields = new List<string>();
        var (field, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"' && (quoted || field.Length == 0))
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else if (field.Length > 0 || quoted || !char.IsWhiteSpace(line[i]))
                field.Append(line[i]);
        }

        if (quoted)
            throw new ImageException($"{list}: line {number}: a quoted field is not closed");
        fields.Add(field.ToString().Trim());
        return fields;
    }
}
