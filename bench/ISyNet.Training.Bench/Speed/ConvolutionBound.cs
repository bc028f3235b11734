using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Bench.Speed;

/// <summary>
/// What the convolutions of a network cost when nothing else is done: each forward and backward by itself, one thread, in the layout and
/// memory of the trainer. Its images per second are what a trainer on these convolutions could reach at most.
/// </summary>
internal static class ConvolutionBound
{
    private const int Repeats = 20, MacsOfStep = 3;

    public static void Run(string name, TextWriter output, CancellationToken cancellation)
    {
        var network = BenchNetworks.Find(name).Build();
        torch.set_num_threads(1);
        using var built = new TorchNetwork(network);
        built.Initialize(1);
        output.WriteLine("| convolution | MACs M | ms | GMAC/s |");
        output.WriteLine("|---|---|---|---|");
        var total = 0.0;
        foreach (var layer in network.Layers.Where(layer => layer.Op is Conv))
        {
            cancellation.ThrowIfCancellationRequested();
            // The gradient of the images is not needed.
            var first = network.Layers[layer.Inputs[0]].Op is Input;
            var milliseconds = Measure(network, layer, built.Parameters, needsInputGradient: !first);
            total += milliseconds;
            var macs = (double)network.Macs(layer) * TrainingLoop.Batch;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {network.InputShapes(layer)[0]} to {layer.Output} | {macs / 1e6:0} | {milliseconds:0.0} | {(first ? 2 : MacsOfStep) * macs / milliseconds / 1e6:0.0} |"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"all: {total:0.0} ms a batch of {TrainingLoop.Batch}, {TrainingLoop.Batch / total * 1000:0} images per processor second if nothing else cost anything"));
    }

    private static double Measure(Network network, Layer layer, ParameterStore parameters, bool needsInputGradient)
    {
        using var scope = torch.NewDisposeScope();
        var function = LayerFunctions.Of(network, layer, parameters, LearningRules.Plain, inPlace: false);
        var input = ChannelsLast(network.InputShapes(layer)[0]).requires_grad_(needsInputGradient);
        var gradient = ChannelsLast(layer.Output);
        Pass();
        var start = ProcessUse.Now();
        for (var i = 0; i < Repeats; i++)
            Pass();
        return (ProcessUse.Now().Processor - start.Processor).TotalMilliseconds / Repeats;

        void Pass()
        {
            using var output = function([input], ForwardPass.Evaluation);
            output.backward([gradient]);
            input.grad?.Dispose();
            input.grad = null;
        }
    }

    private static torch.Tensor ChannelsLast(Shape shape)
    {
        using var memory = torch.randn([TrainingLoop.Batch, shape.Height, shape.Width, shape.Channels]);
        return memory.permute(0, 3, 1, 2);
    }
}
