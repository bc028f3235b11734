using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ISyNet.Images.Lists;

/// <summary>One picture of a list: its label or, if that is null, its class.</summary>
internal readonly record struct ImageListRow(string Path, int? Label, string? Class, bool IsTest);

/// <summary>Which column of a CSV list is what.</summary>
internal sealed record ImageListColumns(int Path, int Label, int Class, int Part, int Count)
{
    private const int MaxLineLength = 1 << 14;
    private const int MaxLabel = 99_999;

    public bool HasPart => Part >= 0;

    public static ImageListColumns Parse(string line, string list)
    {
        ImmutableArray<string> names = [.. Fields(line.TrimStart('\ufeff'), list, 1).Select(name => name.Trim())];
        var (path, label, @class, part) = (names.IndexOf("path"), names.IndexOf("label"), names.IndexOf("class"), names.IndexOf("part"));
        return path >= 0 && (label >= 0) != (@class >= 0)
            ? new ImageListColumns(path, label, @class, part, names.Length)
            : throw new ImageException($"{list}: line 1: must name the columns 'path' and either 'label' or 'class' (and 'part' if it likes), but is '{Start(line)}'");
    }

    public ImageListRow Row(string line, string list, int number)
    {
        var fields = Fields(line, list, number);
        if (fields.Count != Count)
            throw new ImageException($"{list}: line {number}: has {fields.Count} fields, but the first line names {Count}");
        if (fields[Path].Length == 0 || fields[Path].Contains('\0', StringComparison.Ordinal))
            throw new ImageException($"{list}: line {number}: names no picture");
        var file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(list))!, fields[Path]);
        var isTest = HasPart && fields[Part].Trim() switch
        {
            "train" => false,
            "test" => true,
            var other => throw new ImageException($"{list}: line {number}: part is '{Start(other)}'; it is 'train' or 'test'"),
        };
        if (Class >= 0)
            return fields[Class].Length > 0 ? new ImageListRow(file, null, fields[Class], isTest) : throw new ImageException($"{list}: line {number}: names no class");
        return int.TryParse(fields[Label], NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label <= MaxLabel
            ? new ImageListRow(file, label, null, isTest)
            : throw new ImageException($"{list}: line {number}: label is '{Start(fields[Label])}'; it is a whole number from 0 to {MaxLabel}");
    }

    // RFC 4180 without line ends inside a field.
    private static List<string> Fields(string line, string list, int number)
    {
        if (line.Length > MaxLineLength)
            throw new ImageException($"{list}: line {number}: has {line.Length} characters; at most {MaxLineLength} can be");
        var fields = new List<string>();
        var (field, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"' && (quoted || field.Length == 0))
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(line[i]);
        }

        if (quoted)
            throw new ImageException($"{list}: line {number}: a quoted field is not closed");
        fields.Add(field.ToString());
        return fields;
    }

    private static string Start(string text) => new([.. text.Take(40).Select(c => char.IsControl(c) ? '?' : c)]);
}
