using System.Text;

namespace ISyNet.Hardware.Calibration;

/// <summary>Splits a line of CSV at commas outside of quotes (RFC 4180, without line breaks inside cells).</summary>
internal static class CsvLine
{
    public static List<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[++i]);
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                Flush();
            else
                cell.Append(c);
        }

        Flush();
        return cells;

        void Flush()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
