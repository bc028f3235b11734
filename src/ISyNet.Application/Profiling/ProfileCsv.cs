using System.Globalization;
using System.Text;

namespace ISyNet.Application.Profiling;

/// <summary>The layers of profiles as CSV, a row per layer, network and batch.</summary>
public static class ProfileCsv
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public static void Save(string path, IEnumerable<ProfileRecord> profiles)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        AtomicFile.WriteText(path, Write(profiles));
    }

    private static string Write(IEnumerable<ProfileRecord> profiles)
    {
        var text = new StringBuilder("network,device,batch,operation,kind,output,params,macs_per_image,cache_bytes,external_bytes,matrix_ms,vector_ms,cache_ms,external_ms,overhead_ms,latency_ms,bound,utilisation,mem\n");
        foreach (var profile in profiles)
        {
            foreach (var layer in profile.Layers)
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"{Cell(profile.Network)},{Cell(profile.Device)},{profile.Batch},{Cell(layer.Name)},{Cell(layer.Kind)},{layer.Output},{layer.Params},{layer.Macs},{layer.CacheBytes:R},{layer.ExternalBytes:R},{layer.MatrixMs:R},{layer.VectorMs:R},{layer.CacheMs:R},{layer.ExternalMs:R},{layer.OverheadMs:R},{layer.LatencyMs:R},{layer.Bound},{layer.Utilisation:R},{layer.Mem:R}");
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
