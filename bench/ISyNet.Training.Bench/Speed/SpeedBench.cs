using System.Diagnostics;
using System.Globalization;

namespace ISyNet.Training.Bench.Speed;

/// <summary>
/// Runs variants in turn (A B ... A B ...), each in processes of its own, so that whatever else the machine does meets all of them
/// alike; prints medians and the median of the ratios to the first variant within each round.
/// </summary>
internal static class SpeedBench
{
    // Forward, gradient of the input, gradient of the weights.
    private const int MacsOfStep = 3;

    public static void Run(string network, int rounds, string[] names, CancellationToken cancellation)
    {
        Variant[] variants = [.. (names.Length > 0 ? names : ["plain", "trainer"]).Select(Variant.Find)];
        var cost = BenchNetworks.Find(network).Build();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cost.Name}: {cost.TotalParams} parameters, {cost.TotalMacs} MACs; batch {TrainingLoop.Batch}; {Environment.ProcessorCount} cores; load {Load()} at the start"));
        var measured = variants.ToDictionary(v => v, _ => new List<LoopSpeed>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var variant in variants)
            {
                cancellation.ThrowIfCancellationRequested();
                measured[variant].Add(Measure(network, variant));
            }
        }

        Console.WriteLine("| variant | images/s | ratio | images per processor second | ratio | GMAC/s per core | page faults per step |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var first = measured[variants[0]];
        foreach (var variant in variants)
        {
            var own = measured[variant];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {variant.Name} | {Median(own.Select(s => s.ImagesPerSecond)):0} | {Median(own.Zip(first, (a, b) => a.ImagesPerSecond / b.ImagesPerSecond)):0.00} | {Median(own.Select(s => s.ImagesPerProcessorSecond)):0} | {Median(own.Zip(first, (a, b) => a.ImagesPerProcessorSecond / b.ImagesPerProcessorSecond)):0.00} | {Median(own.Select(s => s.ImagesPerProcessorSecond)) * MacsOfStep * cost.TotalMacs / 1e9:0.0} | {Median(own.Select(s => s.PageFaultsPerStep)):0} |"));
        }

        Console.WriteLine($"load {Load()} at the end");
    }

    private static LoopSpeed Measure(string network, Variant variant)
    {
        var speeds = Enumerable.Range(0, variant.Copies).Select(_ => Start(network, variant)).ToArray().Select(End).ToArray();
        return new LoopSpeed(speeds.Sum(s => s.ImagesPerSecond), speeds.Average(s => s.ImagesPerProcessorSecond), speeds.Average(s => s.PageFaultsPerStep));
    }

    private static Process Start(string network, Variant variant)
    {
        string[] command = [Environment.ProcessPath!, "loop", network, variant.Name];
        if (variant.Kind == LoopKind.PyTorch)
        {
            var layers = Path.Combine(Path.GetTempPath(), $"isynet-bench-{Environment.ProcessId}.json");
            LayerList.Write(BenchNetworks.Find(network), layers);
            command = [Environment.GetEnvironmentVariable("ISYNET_PYTHON") ?? "/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "pytorch_loop.py"), layers, variant.Threads.ToString(CultureInfo.InvariantCulture)];
        }

        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })
            ?? throw new TrainingException($"{command[0]} does not start");
    }

    private static LoopSpeed End(Process process)
    {
        using (process)
        {
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? LoopSpeed.Parse(text) : throw new TrainingException($"a loop failed with exit code {process.ExitCode}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
