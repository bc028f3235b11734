using System.Globalization;
using ISyNet.Graph;
using ISyNet.Training.Bench;
using ISyNet.Training.Bench.Devices;
using ISyNet.Training.Bench.Memory;
using ISyNet.Training.Bench.Speed;
using ISyNet.Training.Bench.Transfer;

// How fast training is (docs/performance.md), and what transfer gains (docs/transfer.md).
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    switch (args)
    {
        case ["speed", var network, var rounds, .. var variants] when int.TryParse(rounds, out var count):
            SpeedBench.Run(network, count, variants, stop.Token);
            return 0;
        case ["loop", var network, var variant]:
            Console.WriteLine(TrainingLoop.Measure(network, variant).ToJson());
            return 0;
        case ["memory", var network, var text, .. var collect] when int.TryParse(text, out var steps) && collect is [] or ["--collect"]:
            MemoryBench.Run(network, steps, collect.Length > 0, Console.Out, stop.Token);
            return 0;
        case ["times", var network, var text] when int.TryParse(text, out var threads):
            LayerTimes.Run(network, threads, Console.Out, stop.Token);
            return 0;
        case ["gpu", "--help"]:
            Console.WriteLine($"usage: {DeviceSpeedOptions.Usage}\nPrints one line of JSON: images per second of training steps on noise, the median of three rounds.");
            return 0;
        case ["gpu", .. var words]:
            Console.WriteLine(DeviceSpeed.Measure(DeviceSpeedOptions.Parse(words), stop.Token));
            return 0;
        case ["layers", var network, var file]:
            LayerList.Write(BenchNetworks.Find(network), file);
            return 0;
        case ["layers", var network, var file, var input, var text] when int.TryParse(text, out var classes):
            LayerList.Write(BenchNetworks.Find(network, Shape.Parse(input), classes), file);
            return 0;
        case ["gpu-train", var network, var recipe, var text, var accelerator, .. var rest] when rest is [] or ["--deterministic"]
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var epochs):
            DeviceTraining.Run(network, recipe, epochs, accelerator, rest.Length > 0, Console.Out, stop.Token);
            return 0;
        case ["gpu-proof", var accelerator]:
            DeviceProof.Run(accelerator, Console.Out);
            return 0;
        case ["transfer", var results]:
            new TransferStudy(results, Console.Out).Run(stop.Token);
            return 0;
        case ["transfer-table", var results]:
            TransferTable.Write(results, Console.Out);
            return 0;
        default:
            Console.Error.WriteLine($"""
                usage: speed NETWORK ROUNDS [VARIANT...]   variants: {string.Join(", ", Variant.All.Select(v => v.Name))}
                       loop NETWORK VARIANT | memory NETWORK STEPS [--collect] | layers NETWORK FILE.json [INPUT CLASSES] | times NETWORK THREADS
                       gpu-proof ACCELERATOR | gpu-train NETWORK RECIPE EPOCHS ACCELERATOR [--deterministic] | {DeviceSpeedOptions.Usage}
                       transfer RESULTS.csv | transfer-table RESULTS.csv
                """);
            return 2;
    }
}
catch (ISyNetException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped: run the same command again to continue");
    return 1;
}
