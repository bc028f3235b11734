using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Images;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Devices;

/// <summary>
/// The trainer's speed on a device, on images of noise: one line of JSON per network, as bench/gpu/pytorch_loop.py prints it. The time of N steps is the
/// difference between a training of W + N steps and one of W, each to its end, so that nothing that the device still has to do is left out.
/// </summary>
internal static class DeviceLoop
{
    private const int WarmUp = 20, BatchesPerEpoch = 8;

    /// <summary>Measures networks in turn.</summary>
    /// <param name="accelerator">As <c>--accelerator</c> takes it.</param>
    /// <param name="arithmetic">float32 or bfloat16.</param>
    /// <param name="cases">Each <c>NETWORK:BATCH:STEPS</c>; a zoo name at its own size, or a network of the benchmarks.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Run(string accelerator, string arithmetic, IEnumerable<string> cases, TextWriter output, CancellationToken cancellation)
    {
        var settings = new RunSettings
        {
            Accelerator = Accelerator.Parse(accelerator),
            Arithmetic = Enum.Parse<Arithmetic>(arithmetic, ignoreCase: true),
            EvaluateEvery = 1e9,
            ProgressInterval = TimeSpan.FromSeconds(1),
        };
        foreach (var text in cases)
        {
            var parts = text.Split(':');
            if (parts.Length != 3 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var batch) || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var steps))
                throw new TrainingException($"'{text}' is not NETWORK:BATCH:STEPS");
            output.WriteLine(Measure(parts[0], batch, steps, settings, cancellation));
        }
    }

    /// <summary>The network of a case.</summary>
    public static Network Find(string name) => (ModelZoo.Find(name) ?? BenchNetworks.Find(name)).Build();

    private static string Measure(string name, int batch, int steps, RunSettings settings, CancellationToken cancellation)
    {
        var network = Find(name);
        var images = Noise(network, batch * BatchesPerEpoch);
        Train(WarmUp);
        var some = Train(WarmUp);
        var all = Train(WarmUp + steps);
        return JsonSerializer.Serialize(new
        {
            who = "isynet",
            network = name,
            batch,
            steps,
            imagesPerSecond = Math.Round(steps * batch / (all.Seconds - some.Seconds), 1),
            loss = Math.Round(all.Loss, 4),
        });

        (double Seconds, double Loss) Train(int count)
        {
            var start = Stopwatch.GetTimestamp();
            var result = Trainer.Train(new TrainingJob(network, images, Recipe(batch), TrainingBudget.FromSteps(count), 1) { Settings = settings }, cancellation: cancellation);
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, result.Curve[^1].Loss);
        }
    }

    private static TrainingRecipe Recipe(int batch) => new()
    {
        Name = "plain",
        BatchSize = batch,
        Epochs = 1,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.05, WeightDecay = 5e-4, DecayScope = DecayScope.All },
        Schedule = new() { Kind = ScheduleKind.Constant },
    };

    private static ImageSet Noise(Network network, int count)
    {
        var shape = network.Layers[0].Output;
        var classes = (int)network.Layers[^1].Output.Elements;
        var pixels = new byte[count * shape.Elements];
        new Random(1).NextBytes(pixels);
        return new ImageSet("noise", shape, [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))], pixels, [.. Enumerable.Range(0, count).Select(i => i % classes)]);
    }
}
