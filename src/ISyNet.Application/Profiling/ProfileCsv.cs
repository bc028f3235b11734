using ISyNet.Core.Csv;

namespace ISyNet.Application.Profiling;

/// <summary>The layers of profiles as CSV, a row per layer, network and batch.</summary>
internal static class ProfileCsv
{
    private static readonly string[] Columns =
    [
        "network", "device", "batch", "operation", "kind", "what", "output", "params", "macs_per_image", "cache_bytes", "external_bytes",
        "matrix_ms", "vector_ms", "cache_ms", "external_ms", "overhead_ms", "latency_ms", "bound", "utilisation", "mem",
    ];

    /// <summary>Writes the file.</summary>
    /// <exception cref="ISyNetException">It cannot be written.</exception>
    public static void Save(string path, IEnumerable<ProfileRecord> profiles)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        AtomicFile.WriteText(path, Write(profiles));
    }

    private static string Write(IEnumerable<ProfileRecord> profiles) => CsvTable.Write(Columns, profiles.SelectMany(profile => profile.Layers.Select(layer => (object?[])
    [
        profile.Network, profile.Device, profile.Batch, layer.Name, layer.Kind, layer.What, layer.Output, layer.Params, layer.Macs, layer.CacheBytes, layer.ExternalBytes,
        layer.MatrixMs, layer.VectorMs, layer.CacheMs, layer.ExternalMs, layer.OverheadMs, layer.LatencyMs, layer.Bound, layer.Utilisation, layer.Mem,
    ])));
}
