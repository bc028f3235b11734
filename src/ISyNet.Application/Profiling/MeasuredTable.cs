using System.Globalization;
using System.Text;

namespace ISyNet.Application.Profiling;

/// <summary>Measurements as the CSV that a calibration and a build read (docs/device-format.md).</summary>
internal static class MeasuredTable
{
    public static string Csv(IEnumerable<MeasuredRow> rows)
    {
        var text = new StringBuilder("name,batch,latency_ms_per_image,mad_ms,runs,precision,grade,source,conditions\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Quoted(row.Name)},{row.Batch},{row.LatencyMsPerImage:G6},{row.Latency.MadMs:G3},{row.Latency.Runs},{Quoted(row.Precision)},A,isynet measure,{Quoted(row.Conditions)}\n");
        }

        return text.ToString();
    }

    public static string LayersCsv(IEnumerable<MeasuredRow> rows)
    {
        var text = new StringBuilder("name,batch,layer,ms\n");
        foreach (var row in rows)
        {
            foreach (var layer in row.Layers)
                text.Append(CultureInfo.InvariantCulture, $"{Quoted(row.Name)},{row.Batch},{Quoted(layer.Name)},{layer.Ms:G6}\n");
        }

        return text.ToString();
    }

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
