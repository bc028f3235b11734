using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Scaling;

namespace ISyNet.Search.Bench;

/// <summary>One network scaled to one budget by three rules, as architecture files to be trained, and a table of Markdown.</summary>
internal static class ScalingRivals
{
    private const int Batch = 16;

    public static void Run(string startFile, double ratio, string folder)
    {
        var start = ArchitectureFile.Load(startFile);
        var model = new ClosedFormModel(DeviceCatalog.Find("ascend310")!);
        var budget = ratio * model.Predict(start.Build(), Batch).LatencyMsPerImage;
        Console.WriteLine("| network | blocks | channels | latency ms of budget | params | MACs M | capacity |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Row("start", start, start.Build());
        Write("latency-aware", LatencyScaler.Scale(start, budget, model, Batch).Architecture);
        Write("compound", CompoundScaler.Scale(start, budget, model, Batch));
        Write("depth-only", CompoundScaler.Scale(start, budget, model, Batch, rule: ScalingRule.DepthOnly));

        void Write(string name, Architecture architecture)
        {
            architecture = architecture with { Name = string.Create(CultureInfo.InvariantCulture, $"{start.Name}-{ratio}-{name}") };
            AtomicFile.WriteText(Path.Combine(folder, $"{architecture.Name}.json"), ArchitectureFile.Write(architecture));
            Row(name, architecture, architecture.Build());
        }

        void Row(string name, Architecture architecture, Network network) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {string.Join(' ', architecture.Stages.Select(s => s.Blocks))} | {string.Join(' ', architecture.Stages.Select(s => s.Channels))} | {model.Predict(network, Batch).LatencyMsPerImage:f4} of {budget:f4} | {network.TotalParams} | {network.TotalMacs / 1e6:f2} | {new CompoundCapacity().Measure(network):f3} |"));
    }
}
