using ISyNet.Graph;
using ISyNet.Graph.Ops;
using static TorchSharp.torch;

namespace ISyNet.Training.Bench.Speed;

/// <summary>A network as TorchSharp's own modules, one per layer, as its users write it.</summary>
internal sealed class PlainNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Network _network;
    private readonly nn.Module<Tensor, Tensor>?[] _modules;

    public PlainNetwork(Network network, bool inPlace)
        : base(network.Name)
    {
        _network = network;
        _modules = [.. network.Layers.Select(layer => Module(network, layer, inPlace))];
        for (var i = 0; i < _modules.Length; i++)
        {
            if (_modules[i] is { } module)
                register_module($"layer{i}", module);
        }
    }

    public override Tensor forward(Tensor input)
    {
        var outputs = new Tensor[_modules.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            var layer = _network.Layers[i];
            outputs[i] = layer.Op switch
            {
                Input => input,
                Elementwise => outputs[layer.Inputs[0]] + outputs[layer.Inputs[1]],
                _ => _modules[i]!.call(outputs[layer.Inputs[0]]),
            };
        }

        return outputs[^1];
    }

    private static nn.Module<Tensor, Tensor>? Module(Network network, Layer layer, bool inPlace) => layer.Op switch
    {
        Input or Elementwise { Function: ElementwiseKind.Add } => null,
        Conv conv => nn.Conv2d(
            network.InputShapes(layer)[0].Channels, conv.OutChannels, (conv.Window.KernelH, conv.Window.KernelW),
            (conv.Window.StrideH, conv.Window.StrideW), (conv.Window.PadTop, conv.Window.PadLeft), groups: conv.Groups, bias: conv.Bias),
        BatchNorm => nn.BatchNorm2d(layer.Output.Channels),
        Activation { Function: ActivationKind.Relu } => nn.ReLU(inPlace),
        GlobalPool { Function: not PoolKind.Max } => nn.AdaptiveAvgPool2d(1),
        Flatten => nn.Flatten(),
        Linear linear => nn.Linear(network.InputShapes(layer)[0].Elements, linear.OutFeatures, linear.Bias),
        _ => throw new TrainingException($"the plain loop knows no {layer.Op.Kind} (layer '{layer.Name}')"),
    };
}
