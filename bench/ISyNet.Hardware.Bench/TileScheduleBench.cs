using BenchmarkDotNet.Attributes;
using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Hardware.Bench;

/// <summary>The tile schedule of a whole network, its tilings searched anew.</summary>
public class TileScheduleBench
{
    private readonly TileScheduleModel _model = new(DeviceCatalog.Find("ascend310")!);
    private Network _network = null!;

    /// <summary>The network.</summary>
    [Params("ResNet-18", "ResNet-50", "ISyNet-N3")]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _network = ModelZoo.Find(Name)!.Build();

    /// <summary>Lowered, tiled and scheduled at batch 16.</summary>
    [Benchmark]
    public double Schedule() => _model.Predict(_network, 16).LatencyMs;
}
