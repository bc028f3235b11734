using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Scaling;

namespace ISyNet.Search.Bench;

/// <summary>
/// How well measures that need no training rank accuracy: over the trained table, and over the ten networks whose ImageNet
/// top-1 the paper's release publishes under one recipe.
/// </summary>
internal static class RankCapacity
{
    private static readonly (string Name, double Top1)[] Published =
    [
        ("ISyNet-N0", 75.03), ("ResNet-18", 74.3), ("ISyNet-N1", 76.41), ("ISyNet-N1-S1", 76.78), ("ISyNet-N1-S2", 77.45),
        ("ISyNet-N1-S3", 78.25), ("ResNet-34", 77.95), ("ISyNet-N2", 79.07), ("ISyNet-N3", 80.43), ("ResNet-50", 80.18),
    ];

    public static void Run(string path)
    {
        var rows = TrainedTable.Load(path).Rows;
        var trained = rows.Select(row => row.Genotype.ToArchitecture().Build()).ToArray();
        var accuracy = rows.Select(row => 1 - row.Error).ToArray();
        var published = Published.Select(p => ModelZoo.Find(p.Name)!.Build()).ToArray();
        var top1 = Published.Select(p => p.Top1).ToArray();
        var model = new ClosedFormModel(DeviceCatalog.Find("ascend310")!);
        var capacity = new CompoundCapacity();
        Console.WriteLine($"| measure | published: Kendall | published: Spearman | {rows.Length} trained: Kendall | {rows.Length} trained: Spearman |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, measure) in new (string, Func<Network, double>)[]
        {
            ("compound capacity", capacity.Measure), ("MACs", n => n.TotalMacs), ("parameters", n => n.TotalParams),
            ("activations", n => n.TotalActivations), ("convolutions", n => n.Layers.Count(l => l.Op is Graph.Ops.Conv)),
            ("latency", n => model.Predict(n, 16).LatencyMs),
        })
        {
            var (p, t) = (published.Select(measure).ToArray(), trained.Select(measure).ToArray());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {RankCorrelation.KendallTau(p, top1):f3} | {RankCorrelation.Spearman(p, top1):f3} | {RankCorrelation.KendallTau(t, accuracy):f3} | {RankCorrelation.Spearman(t, accuracy):f3} |"));
        }
    }
}
