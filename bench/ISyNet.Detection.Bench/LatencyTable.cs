using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Graph.Backbones;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Mem;

namespace ISyNet.Detection.Bench;

/// <summary>What the parts of detectors cost on every device, and what the two ways of upsampling cost.</summary>
internal static class LatencyTable
{
    private const int Batch = 16;

    public static void Run()
    {
        Console.WriteLine("| detector | device | backbone (ms) | whole (ms) | whole with resize (ms) | MEM of the backbone | MEM of the whole |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, shape, channels) in new[] { ("ISyNet-Scenes", Shape.Map(1, 128, 128), 32), ("ResNet-Scenes", Shape.Map(1, 128, 128), 32), ("ISyNet-N1", Shape.Map(3, 320, 320), 64), ("ResNet-34", Shape.Map(3, 320, 320), 64) })
        {
            var architecture = DetectorBackbones.Find(name) ?? ModelZoo.Find(name)!;
            var backbone = Backbone.FromNetwork(architecture.For(shape, 10).Build()).At(8, 16, 32);
            var layout = new DetectorLayout { Channels = channels };
            var whole = DetectorBuilder.Build(backbone, 10, layout);
            var resized = DetectorBuilder.Build(backbone, 10, layout, Upsampling.Nearest);
            foreach (var device in DeviceCatalog.Names.Select(d => DeviceCatalog.Find(d)!))
            {
                var model = new ClosedFormModel(device);
                Console.WriteLine(FormattableString.Invariant(
                    $"| {name} {shape} | {device.Name} | {model.Predict(backbone.Network, Batch).LatencyMsPerImage:0.0000} | {model.Predict(whole, Batch).LatencyMsPerImage:0.0000} | {model.Predict(resized, Batch).LatencyMsPerImage:0.0000} | {MatrixEfficiency.FromNetwork(backbone.Network, device, Batch).Mem:0.000} | {MatrixEfficiency.FromNetwork(whole, device, Batch).Mem:0.000} |"));
            }
        }
    }
}
