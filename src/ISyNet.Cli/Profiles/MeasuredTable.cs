using System.Globalization;
using System.Text;
using ISyNet.Cli.Terminal;
using ISyNet.Runtime;

namespace ISyNet.Cli.Profiles;

/// <summary>A network and what was measured of it.</summary>
internal sealed record MeasuredRow(string Name, LatencyMeasurement Measured);

/// <summary>Measurements of this machine as a table and as the CSV that a calibration reads (docs/device-format.md).</summary>
internal static class MeasuredTable
{
    public static string Csv(IEnumerable<MeasuredRow> rows)
    {
        var text = new StringBuilder("name,batch,latency_ms_per_image,p10_ms,p90_ms,runs,grade,source,conditions\n");
        foreach (var (name, m) in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Quoted(name)},{m.Recipe.Batch},{m.MedianMsPerImage:G6},{m.P10Ms:G6},{m.P90Ms:G6},{m.Runs},A,isynet device measure,{Quoted(m.Conditions)}\n");
        }

        return text.ToString();
    }

    public static void Print(IReadOnlyList<MeasuredRow> rows, string csv)
    {
        var table = new TextTable("network", "batch", "median (ms)", "10 % (ms)", "90 % (ms)", "runs");
        foreach (var (name, m) in rows)
            table.Add(name, $"{m.Recipe.Batch}", Text(m.MedianMs), Text(m.P10Ms), Text(m.P90Ms), $"{m.Runs}");
        table.Write();
        Console.WriteLine($"{rows[0].Measured.Conditions}\n{csv}: {rows.Count} measurements; next: isynet device calibrate DEVICE --measurements {csv} --networks DIR");
    }

    private static string Text(double ms) => ms.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
