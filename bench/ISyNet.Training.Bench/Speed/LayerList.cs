using System.Text.Json;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;

namespace ISyNet.Training.Bench.Speed;

/// <summary>Writes a network as a plain list of layers, for the PyTorch loops.</summary>
internal static class LayerList
{
    public static void Write(Architecture architecture, string file)
    {
        var network = architecture.Build();
        AtomicFile.WriteText(file, JsonSerializer.Serialize(network.Layers.Select(layer => Row(network, layer))));
    }

    private static object Row(Network network, Layer layer) => layer.Op switch
    {
        Input => new { kind = "input", inputs = layer.Inputs, shape = new[] { layer.Output.Channels, layer.Output.Height, layer.Output.Width } },
        Conv conv => new
        {
            kind = "conv",
            inputs = layer.Inputs,
            from = network.InputShapes(layer)[0].Channels,
            to = conv.OutChannels,
            groups = conv.Groups,
            bias = conv.Bias,
            kernel = new[] { conv.Window.KernelH, conv.Window.KernelW },
            stride = new[] { conv.Window.StrideH, conv.Window.StrideW },
            padding = new[] { conv.Window.PadTop, conv.Window.PadLeft },
        },
        BatchNorm => new { kind = "norm", inputs = layer.Inputs, channels = layer.Output.Channels },
        Activation { Function: ActivationKind.Relu } => new { kind = "relu", inputs = layer.Inputs },
        Elementwise { Function: ElementwiseKind.Add } => new { kind = "add", inputs = layer.Inputs },
        Pool { Function: PoolKind.Max } pool => new
        {
            kind = "maxpool",
            inputs = layer.Inputs,
            kernel = new[] { pool.Window.KernelH, pool.Window.KernelW },
            stride = new[] { pool.Window.StrideH, pool.Window.StrideW },
            padding = new[] { pool.Window.PadTop, pool.Window.PadLeft },
        },
        GlobalPool => new { kind = "pool", inputs = layer.Inputs },
        Flatten => new { kind = "flatten", inputs = layer.Inputs },
        Linear linear => new { kind = "linear", inputs = layer.Inputs, from = network.InputShapes(layer)[0].Elements, to = linear.OutFeatures },
        _ => throw new TrainingException($"the PyTorch loop knows no {layer.Op.Kind} (layer '{layer.Name}')"),
    };
}
