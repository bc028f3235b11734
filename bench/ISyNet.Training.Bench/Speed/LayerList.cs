using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Training.Bench.Speed;

/// <summary>Writes a network as a plain list of layers, for pytorch_loop.py.</summary>
internal static class LayerList
{
    public static void Write(string name, string file)
    {
        var network = BenchNetworks.Find(name).Build();
        AtomicFile.WriteText(file, JsonSerializer.Serialize(network.Layers.Select(layer => Row(network, layer))));
    }

    private static object Row(Network network, Layer layer) => layer.Op switch
    {
        Input => new { kind = "input", inputs = layer.Inputs },
        Conv conv => new
        {
            kind = "conv",
            inputs = layer.Inputs,
            from = network.InputShapes(layer)[0].Channels,
            to = conv.OutChannels,
            groups = conv.Groups,
            kernel = new[] { conv.Window.KernelH, conv.Window.KernelW },
            stride = new[] { conv.Window.StrideH, conv.Window.StrideW },
            padding = new[] { conv.Window.PadTop, conv.Window.PadLeft },
        },
        BatchNorm => new { kind = "norm", inputs = layer.Inputs, channels = layer.Output.Channels },
        Activation { Function: ActivationKind.Relu } => new { kind = "relu", inputs = layer.Inputs },
        Elementwise { Function: ElementwiseKind.Add } => new { kind = "add", inputs = layer.Inputs },
        GlobalPool => new { kind = "pool", inputs = layer.Inputs },
        Flatten => new { kind = "flatten", inputs = layer.Inputs },
        Linear linear => new { kind = "linear", inputs = layer.Inputs, from = network.InputShapes(layer)[0].Elements, to = linear.OutFeatures },
        _ => throw new TrainingException($"the PyTorch loop knows no {layer.Op.Kind} (layer '{layer.Name}')"),
    };
}
