using System.Globalization;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Mem;

namespace ISyNet.Hardware.Bench;

/// <summary>How well MEM ranks the measured matrix utilisation on every device with measurements: the table of docs/mem.md.</summary>
internal static class MemRanks
{
    public static void Print()
    {
        Console.WriteLine("| device | batch | networks | Spearman |\n|---|---|---|---|");
        foreach (var measured in MeasuredDevice.All)
        {
            var device = measured.Device;
            foreach (var batch in (int[])[1, 16])
            {
                var rows = measured.Rows.Where(r => r.Batch == batch).DistinctBy(r => r.Network).ToArray();
                if (rows.Length < 5)
                    continue;
                var networks = rows.Select(MeasuredDevice.Network).ToArray();
                var mem = networks.Select(n => MatrixEfficiency.FromNetwork(n, device, batch).Mem);
                var utilisation = rows.Zip(networks, (r, n) => n.TotalMacs * (double)batch / r.LatencyMs);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {measured.Name} | {batch} | {rows.Length} | {RankCorrelation.Spearman(mem, utilisation):F2} |"));
            }
        }
    }
}
