using ISyNet.Application.Profiling;
using ISyNet.Cli.Terminal;

namespace ISyNet.Cli.Commands.Models;

/// <summary>Profiles as a table.</summary>
internal static class ProfileTable
{
    public static void Write(ProfileRecord profile)
    {
        Console.WriteLine($"{profile.Network} on {profile.Device}, batch {profile.Batch}, {profile.Model} model");
        var table = new TextTable(
            "operation", new("what it does", 2), new("MACs (M)", 1), new("traffic (KB)", 3), new("matrix (ms)", 4), new("vector (ms)", 4), new("cache (ms)", 4), new("memory (ms)", 4),
            new("overhead (ms)", 4), "total (ms)", "bound", "utilisation");
        foreach (var layer in profile.Layers)
        {
            table.Add(layer.Name, layer.What, Quantity.Millions(layer.Macs), Quantity.Grouped((long)(layer.TrafficBytes / 1000)),
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
            "network", "batch", new("params (M)", 4), new("MACs (M)", 3), new("batch (ms)", 2), "image (ms)", new("80 % band (ms)", 1), "images/s", new("MEM", 2), new("achieved MEM", 5));
        foreach (var p in profiles)
        {
            var band = p is { LowMs: { } low, HighMs: { } high } ? $"{Quantity.Ms(low / p.Batch)}-{Quantity.Ms(high / p.Batch)}" : "-";
            table.Add(p.Network, $"{p.Batch}", Quantity.Millions(p.Params), Quantity.Millions(p.Macs), Quantity.Ms(p.LatencyMs),
                Quantity.Ms(p.LatencyMsPerImage), band, Quantity.Grouped((long)(1000 / p.LatencyMsPerImage)), Quantity.Ratio(p.Mem), Quantity.Ratio(p.AchievedMem));
        }

        table.Write();
    }
}
