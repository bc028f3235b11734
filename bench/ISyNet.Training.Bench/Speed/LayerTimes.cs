using System.Diagnostics;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Bench.Speed;

/// <summary>
/// What each layer of a network costs by itself, forward and backward, in the layout and memory of the trainer and in both arithmetics, as the trainer
/// computes it. The images per second of the convolutions alone are what a trainer on them could reach at most.
/// </summary>
internal static class LayerTimes
{
    private const int Repeats = 20, MacsOfStep = 3;

    public static void Run(string name, int threads, TextWriter output, CancellationToken cancellation)
    {
        var network = BenchNetworks.Find(name).Build();
        using var built = new TorchNetwork(network);
        built.Initialize(1);
        torch.set_num_threads(threads);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {threads} thread(s), batch {TrainingLoop.Batch}, forward and backward"));
        output.WriteLine("| layer | MACs M | float32: ms | GMAC/s | bfloat16: ms | GMAC/s |");
        output.WriteLine("|---|--:|--:|--:|--:|--:|");
        var totals = new SortedDictionary<string, (double Single, double Half)>(StringComparer.Ordinal);
        LayerFunction?[] functions = [.. network.Layers.Select(layer => layer.Op is Input
            ? null
            : LayerFunctions.Create(network, layer, built.Parameters, LearningRules.Plain, inPlace: false))];
        LayerFunction?[] fused = [.. functions];
        BatchNormFusion.Apply(network, network.Consumers(), built.Parameters, LearningRules.Plain, fused);
        for (var i = 0; i < functions.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var layer = network.Layers[i];
            if (layer.Op is not (Conv or BatchNorm or Activation or Elementwise))
                continue;
            var single = Measure(network, layer, functions[i]!, torch.ScalarType.Float32);
            var half = Measure(network, layer, fused[i]!, torch.ScalarType.BFloat16);
            var sum = totals.GetValueOrDefault(layer.Op.Kind);
            totals[layer.Op.Kind] = (sum.Single + single, sum.Half + half);
            if (layer.Op is not Conv)
                continue;
            // The gradient of the images is not needed.
            var macs = (double)network.Macs(layer) * TrainingLoop.Batch;
            var done = (ReadsImages(network, layer) ? 2 : MacsOfStep) * macs / 1e6;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {network.InputShapes(layer)[0]} to {layer.Output} | {macs / 1e6:0} | {single:0.0} | {done / single:0.0} | {half:0.0} | {done / half:0.0} |"));
        }

        foreach (var (kind, (single, half)) in totals)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all {kind} | | {single:0.0} | | {half:0.0} | |"));
        var (convolutions, narrow) = totals[network.Layers.First(layer => layer.Op is Conv).Op.Kind];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"convolutions alone: {TrainingLoop.Batch / convolutions * 1000:0} images/s in float32, {TrainingLoop.Batch / narrow * 1000:0} in bfloat16"));
    }

    private static bool ReadsImages(Network network, Layer layer) => network.Layers[layer.Inputs[0]].Op is Input;

    private static double Measure(Network network, Layer layer, LayerFunction function, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor[] inputs = [.. network.InputShapes(layer).Select(shape => ChannelsLast(shape, type).requires_grad_(!ReadsImages(network, layer)))];
        var gradient = ChannelsLast(layer.Output, type);
        var training = new ForwardPass(true, new SeededRandom(1));
        if (ReferenceEquals(function(inputs, training), inputs[0]))
            return 0; // the layer before computes it
        Pass();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Repeats; i++)
            Pass();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / Repeats;

        void Pass()
        {
            using var output = function(inputs, training);
            output.backward([gradient]);
            foreach (var input in inputs)
            {
                input.grad?.Dispose();
                input.grad = null;
            }
        }
    }

    private static torch.Tensor ChannelsLast(Shape shape, torch.ScalarType type)
    {
        using var memory = torch.randn([TrainingLoop.Batch, shape.Height, shape.Width, shape.Channels]).to(type);
        return memory.permute(0, 3, 1, 2);
    }
}
