using ISyNet.Application.Profiling;
using ISyNet.Cli.Terminal;

namespace ISyNet.Cli.Commands.Models;

/// <summary>Profiles as a table for people.</summary>
internal static class ProfileTable
{
    public static void Write(ProfileRecord profile)
    {
        Console.WriteLine($"{profile.Network} on {profile.Device}, batch {profile.Batch}, {profile.Model} model");
        var table = new TextTable(
            "operation", "kind", "output", "MACs (M)", "traffic (KB)", "matrix (ms)", "vector (ms)", "cache (ms)", "memory (ms)",
            "overhead (ms)", "total (ms)", "bound", "utilisation");
        foreach (var layer in profile.Layers)
        {
            table.Add(layer.Name, layer.Kind, layer.Output.ToString(), Quantity.Millions(layer.Macs), Quantity.Grouped((long)(layer.TrafficBytes / 1000)),
                Quantity.Ms(layer.MatrixMs), Quantity.Ms(layer.VectorMs), Quantity.Ms(layer.CacheMs), Quantity.Ms(layer.ExternalMs),
                Quantity.Ms(layer.OverheadMs), Quantity.Ms(layer.LatencyMs), layer.Bound, Quantity.Ratio(layer.Utilisation));
        }

        table.Write();
        WriteTotals([profile]);
        foreach (var note in profile.Notes)
            Console.WriteLine($"note: {note}");
    }

    public static void WriteTotals(IEnumerable<ProfileRecord> profiles)
    {
        var table = new TextTable(
            "network", "batch", "params (M)", "MACs (M)", "batch (ms)", "image (ms)", "80 % band (ms)", "images/s", "MEM", "achieved MEM");
        foreach (var p in profiles)
        {
            var band = p is { LowMs: { } low, HighMs: { } high } ? $"{Quantity.Ms(low / p.Batch)}-{Quantity.Ms(high / p.Batch)}" : "-";
            table.Add(p.Network, $"{p.Batch}", Quantity.Millions(p.Params), Quantity.Millions(p.Macs), Quantity.Ms(p.LatencyMs),
                Quantity.Ms(p.LatencyMsPerImage), band, Quantity.Grouped((long)(1000 / p.LatencyMsPerImage)), Quantity.Ratio(p.Mem), Quantity.Ratio(p.AchievedMem));
        }

        table.Write();
    }
}
