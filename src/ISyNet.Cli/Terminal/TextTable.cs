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
/// so; if the rest is still too wide, it shortens the last text. A pipe has no width, so nothing is left out there.
/// </summary>
internal sealed partial class TextTable(params Column[] columns)
{
    private const int LeastText = 12;
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write()
    {
        // A pipe has no width: never wrap or cut its output.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width(Enumerable.Range(0, columns.Length)));
        var room = AnsiConsole.Profile.Width;
        var shown = Shown(room);
        var table = new Table { Border = TableBorder.Simple };
        foreach (var i in shown)
            table.AddColumn(new TableColumn(Markup.Escape(columns[i].Header)) { Alignment = IsNumeric(i) ? Justify.Right : Justify.Left, NoWrap = true });
        var excess = Width(shown) - room;
        var last = shown.LastOrDefault(i => !IsNumeric(i), -1);
        foreach (var row in _rows)
            table.AddRow(shown.Select(i => Markup.Escape(i == last && excess > 0 ? Shortened(row[i], WidthOf(i) - excess) : row[i])).ToArray());
        AnsiConsole.Write(table);
        if (shown.Length < columns.Length)
        {
            Console.Error.WriteLine($"isynet: {columns.Length - shown.Length} more columns in a wider terminal or a pipe: "
                + string.Join(", ", columns.Where((_, i) => !shown.Contains(i)).Select(c => c.Header)));
        }
    }

    private int[] Shown(int room)
    {
        List<int> shown = [.. Enumerable.Range(0, columns.Length)];
        while (Width(shown) > room && shown.Where(i => columns[i].Drop > 0).OrderByDescending(i => columns[i].Drop).ThenByDescending(i => i).Select(i => (int?)i).FirstOrDefault() is { } least)
            shown.Remove(least);
        return [.. shown];
    }

    // The simple border takes a space on each side of a cell, one between cells and one at each end.
    private int Width(IEnumerable<int> shown) => 1 + shown.Sum(i => WidthOf(i) + 3);

    private int WidthOf(int column) => _rows.Select(row => row[column].Length).Append(columns[column].Header.Length).Max();

    private bool IsNumeric(int column) => _rows.Count > 0 && _rows.All(row => row[column] is "" or "-" || Number().IsMatch(row[column]));

    private static string Shortened(string text, int width) => text.Length <= Math.Max(LeastText, width) ? text : text[..(Math.Max(LeastText, width) - 1)] + "…";

    [GeneratedRegex(@"^[-+]?\d[\d,.]*(e[-+]?\d+)?( ?[kMGTPµ]?)( ?%)?([-+] ?\d.*)?( \(.*\))?$")]
    private static partial Regex Number();
}
