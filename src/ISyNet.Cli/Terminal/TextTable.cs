using System.Text.RegularExpressions;
using Spectre.Console;

namespace ISyNet.Cli.Terminal;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">What it shows, in words, with its unit.</param>
/// <param name="Drop">Columns of a higher number are left out first on a narrow terminal; 0: never.</param>
internal readonly record struct Column(string Header, int Drop = 0)
{
    public static implicit operator Column(string header) => new(header);
}

/// <summary>
/// A plain table on standard output: numbers right-aligned, text left-aligned. On a narrow terminal it leaves out the columns that matter least and says
/// so; if the rest is still too wide, it shortens the last text, and then leaves out columns from the right. A pipe has no width, so nothing is left out there.
/// </summary>
internal sealed partial class TextTable(params Column[] columns)
{
    private const int LeastText = 12, LeastColumns = 2;
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write()
    {
        var terminal = AnsiConsole.Profile.Width;
        // A pipe has no width: never wrap or cut its output.
        var room = Console.IsOutputRedirected ? int.MaxValue : terminal;
        var shown = Shown(room);
        var table = new Table { Border = TableBorder.Simple };
        foreach (var i in shown)
            table.AddColumn(new TableColumn(Markup.Escape(columns[i].Header)) { Alignment = IsNumeric(i) ? Justify.Right : Justify.Left, NoWrap = true });
        var excess = Width(shown) - room;
        var last = LastText(shown);
        foreach (var row in _rows)
            table.AddRow(shown.Select(i => Markup.Escape(i == last && excess > 0 ? Shortened(row[i], WidthOf(i) - excess) : row[i])).ToArray());
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
        while (Width(shown) > room && shown.Where(i => columns[i].Drop > 0).OrderByDescending(i => columns[i].Drop).ThenByDescending(i => i).Select(i => (int?)i).FirstOrDefault() is { } least)
            shown.Remove(least);
        while (Width(shown) - Spare(shown) > room && shown.Count > LeastColumns)
            shown.RemoveAt(shown.Count - 1);
        return [.. shown];
    }

    private int LastText(IEnumerable<int> shown) => shown.LastOrDefault(i => i > 0 && !IsNumeric(i), -1);

    /// <summary>How much narrower the last text can become.</summary>
    private int Spare(IEnumerable<int> shown) => LastText(shown) is >= 0 and var last ? Math.Max(0, WidthOf(last) - Math.Max(LeastText, columns[last].Header.Length)) : 0;

    // The simple border takes a space on each side of a cell, one between cells and one at each end.
    private int Width(IEnumerable<int> shown) => 1 + shown.Sum(i => WidthOf(i) + 3);

    private int WidthOf(int column) => _rows.Select(row => row[column].Length).Append(columns[column].Header.Length).Max();

    private bool IsNumeric(int column) => _rows.Count > 0 && _rows.All(row => row[column] is "" or "-" || Number().IsMatch(row[column]));

    private static string Shortened(string text, int width) => text.Length <= Math.Max(LeastText, width) ? text : text[..(Math.Max(LeastText, width) - 1)] + "…";

    [GeneratedRegex(@"^[-+]?\d[\d,.]*(e[-+]?\d+)?( ?[kMGTPµ]?)( ?%)?([-+] ?\d.*)?( \(.*\))?$")]
    private static partial Regex Number();
}
