using Spectre.Console;

namespace ISyNet.Cli.Terminal;

/// <summary>A plain table on standard output; the first column is left-aligned, the others right. Every header carries its unit.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write()
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < headers.Length; i++)
            table.AddColumn(new TableColumn(Markup.Escape(headers[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var row in _rows)
            table.AddRow(row.Select(Markup.Escape).ToArray());
        // A pipe has no width: never wrap or cut its output.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 400;
        AnsiConsole.Write(table);
    }
}
