using System.Globalization;
using ISyNet.Application.Profiling;
using ISyNet.Cli.Terminal;

namespace ISyNet.Cli.Commands.Models;

/// <summary>Profiles as a table.</summary>
internal static class ProfileTable
{
    /// <summary>Writes the slowest layers and why, all layers, and the sums.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="advise">The command that says what would make it faster.</param>
    public static void Write(ProfileRecord profile, string advise)
    {
        Console.WriteLine($"{profile.Network} on {profile.Device}, batch {profile.Batch}, {profile.Model} model");
        WriteSlowest(profile, advise);
        var table = new TextTable(
            new("operation", Least: 20), new("what it does", 1, Least: 24), new("MACs (M)", 2), new("traffic (KB)", 3), new("matrix (ms)", 4), new("vector (ms)", 4), new("cache (ms)", 4), new("memory (ms)", 4),
            new("overhead (ms)", 4), "total (ms)", "bound", new("utilisation", 2));
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

    private static void WriteSlowest(ProfileRecord profile, string advise)
    {
        var layers = profile.Slowest;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The slowest {layers.Sum(layer => layer.Count)} of {profile.Layers.Length} layers take {layers.Sum(layer => layer.Share):0 %} of the time (ms per batch, equal layers together):"));
        foreach (var layer in layers)
            SlowestList.Write(layer.Share, layer.LatencyMs, layer.Name, layer.Count, layer.What, layer.Reason);
        // Many small layers can take most of the time while none of them is among the slowest.
        if (profile.Reasons is [var main, ..])
            WrappedText.Write(string.Create(CultureInfo.InvariantCulture, $"Main reason, {main.Share:0 %} of the time: "), main.What);
        // Not broken, so that it can be copied.
        Console.WriteLine($"What would make it faster: {advise}");
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
