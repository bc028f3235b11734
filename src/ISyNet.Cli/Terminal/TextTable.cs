using System.Text.RegularExpressions;
using Spectre.Console;

namespace ISyNet.Cli.Terminal;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">What it shows, in words, with its unit.</param>
/// <param name="Drop">Columns of a higher number are left out first on a narrow terminal; 0: never.</param>
/// <param name="Least">Its text is shortened to this many characters before the column is left out; 0: only the last text of a table is shortened.</param>
/// <param name="Wraps">Its text goes on in the next lines instead of being cut.</param>
internal readonly record struct Column(string Header, int Drop = 0, int Least = 0, bool Wraps = false)
{
    public static implicit operator Column(string header) => new(header);
}

/// <summary>
/// A plain table on standard output: numbers right-aligned, text left-aligned. On a narrow terminal it breaks its headers at spaces, and texts that
/// wrap. If that is not enough, it leaves out the columns that matter least and says so; then it shortens the texts that may be
/// (<see cref="Column.Least"/>), else the last one, and then leaves out columns from the right. A pipe has no width, so nothing is broken or left out there.
/// </summary>
internal sealed partial class TextTable(params Column[] columns)
{
    private const int LeastText = 12, LeastColumns = 2;
    private readonly List<string[]> _rows = [];
    private bool _breaksHeaders;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write()
    {
        var terminal = AnsiConsole.Profile.Width;
        // A pipe has no width: never wrap or cut its output.
        var room = Console.IsOutputRedirected ? int.MaxValue : terminal;
        _breaksHeaders = Width(Enumerable.Range(0, columns.Length)) > room;
        var shown = Shown(room);
        var widths = Shortening(shown, Width(shown) - room);
        var table = new Table { Border = TableBorder.Simple };
        foreach (var i in shown)
            table.AddColumn(new TableColumn(Markup.Escape(Header(i, widths.GetValueOrDefault(i, WidthOf(i))))) { Alignment = IsNumeric(i) ? Justify.Right : Justify.Left, NoWrap = true });
        foreach (var row in _rows)
        {
            var cells = shown.Select(i => !widths.TryGetValue(i, out var width) ? [row[i]] : columns[i].Wraps ? WrappedText.Lines(row[i], width) : [Shortened(row[i], width, i == 0)]).ToArray();
            for (var line = 0; line < cells.Max(cell => cell.Count); line++)
                table.AddRow(cells.Select(cell => Markup.Escape(cell.ElementAtOrDefault(line) ?? "")).ToArray());
        }

        // What is too wide in spite of that runs on in the next line: cells that wrap, each by itself, cannot be read.
        AnsiConsole.Profile.Width = Math.Max(terminal, Width(shown));
        AnsiConsole.Write(table);
        AnsiConsole.Profile.Width = terminal;
        if (shown.Length < columns.Length)
        {
            Console.Error.WriteLine($"isynet: {Quantity.Counted(columns.Length - shown.Length, "more column")} in a wider terminal or a pipe: "
                + string.Join(", ", columns.Where((_, i) => !shown.Contains(i)).Select(c => c.Header)));
        }
    }

    private int[] Shown(int room)
    {
        List<int> shown = [.. Enumerable.Range(0, columns.Length)];
        while (Width(shown) - Wrapping(shown) > room && shown.Where(i => columns[i].Drop > 0).OrderByDescending(i => columns[i].Drop).ThenByDescending(i => i).Select(i => (int?)i).FirstOrDefault() is { } least
            && (columns[least].Least == 0 || Width(shown) - Spare(shown) > room))
            shown.Remove(least);
        while (Width(shown) - Spare(shown) > room && shown.Count > LeastColumns)
            shown.RemoveAt(shown.Count - 1);
        return [.. shown];
    }

    /// <summary>The columns whose text may be shortened, in the order in which it is, with their least widths.</summary>
    private (int Column, int Least)[] Texts(IEnumerable<int> shown)
    {
        if (shown.Any(i => columns[i].Least > 0))
            return [.. shown.Where(i => columns[i].Least > 0 && !IsNumeric(i)).OrderByDescending(i => columns[i].Wraps).Select(i => (i, Math.Max(columns[i].Least, HeaderWidth(i))))];
        return shown.LastOrDefault(i => i > 0 && !IsNumeric(i), -1) is >= 0 and var last ? [(last, Math.Max(LeastText, HeaderWidth(last)))] : [];
    }

    /// <summary>How much narrower the texts can become.</summary>
    private int Spare(IEnumerable<int> shown) => Texts(shown).Sum(text => Math.Max(0, WidthOf(text.Column) - text.Least));

    /// <summary>How much narrower the texts can become of which nothing is lost.</summary>
    private int Wrapping(IEnumerable<int> shown) => Texts(shown).Where(text => columns[text.Column].Wraps).Sum(text => Math.Max(0, WidthOf(text.Column) - text.Least));

    /// <summary>The widths of the columns that are shortened by so many characters together: the first one as far as it can be, then the next.</summary>
    private Dictionary<int, int> Shortening(IEnumerable<int> shown, int excess)
    {
        var widths = new Dictionary<int, int>();
        foreach (var (column, least) in Texts(shown))
        {
            if (excess <= 0)
                break;
            var width = Math.Max(least, WidthOf(column) - excess);
            excess -= Math.Max(0, WidthOf(column) - width);
            widths[column] = width;
        }

        return widths;
    }

    // The simple border takes a space on each side of a cell, one between cells and one at each end.
    private int Width(IEnumerable<int> shown) => 1 + shown.Sum(i => WidthOf(i) + 3);

    private int WidthOf(int column) => _rows.Select(row => row[column].Length).Append(HeaderWidth(column)).Max();

    private string Header(int column, int width) => string.Join('\n', WrappedText.Lines(columns[column].Header, width));

    private int HeaderWidth(int column) => _breaksHeaders ? columns[column].Header.Split(' ').Max(word => word.Length) : columns[column].Header.Length;

    private bool IsNumeric(int column) => _rows.Count > 0 && _rows.All(row => row[column] is "" or "-" || Number().IsMatch(row[column]));

    private static string Shortened(string text, int width, bool isName) => text.Length <= width ? text : isName ? ShortName(text, width) : $"{text[..(width - 1)]}…";

    // The words of a name are cut to their first letters, from the first word on: the numbers between them tell layers apart. What is too long even so
    // loses its middle, since names differ at their ends most of all.
    private static string ShortName(string name, int width)
    {
        var excess = name.Length - width;
        var last = Words().Matches(name).LastOrDefault();
        var cut = Words().Replace(name, word =>
        {
            if (excess <= 0 || word.Index == last?.Index)
                return word.Value;
            excess -= word.Length - 1;
            return word.Value[..1];
        });
        return cut.Length <= width ? cut : $"{cut[..(width / 3)]}…{cut[^(width - 1 - (width / 3))..]}";
    }

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Words();

    [GeneratedRegex(@"^[-+]?\d[\d,.]*(e[-+]?\d+)?( ?[kMGTPµ]?)( ?%)?([-+] ?\d.*)?( \(.*\))?$")]
    private static partial Regex Number();
}
