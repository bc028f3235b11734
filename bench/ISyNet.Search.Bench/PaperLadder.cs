using System.Globalization;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

namespace ISyNet.Search.Bench;

/// <summary>The paper's scaled networks beside ours, as a table of Markdown.</summary>
internal static class PaperLadder
{
    public static void Run()
    {
        Console.WriteLine("| network | blocks | budget ms | latency ms | params M | MACs G | MEM | capacity |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var row in PaperScaling.Compare(new ClosedFormModel(DeviceCatalog.Find("ascend310")!)))
        {
            var totals = row.Cost.Totals;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Blocks} | {row.BudgetMsPerImage:f3} | {totals.LatencyMsPerImage:f3} | {totals.Params / 1e6:f2} | {totals.Macs / 1e9:f2} | {totals.Mem:f3} | {row.Capacity:f3} |"));
        }
    }
}
