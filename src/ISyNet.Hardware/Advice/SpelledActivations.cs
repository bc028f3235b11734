using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Advice;

/// <summary>
/// Activations that a file spells out in several layers: GELU as x / √2, erf, + 1, times x, times 1/2; swish and hard-swish as x times a sigmoid of x.
/// </summary>
internal sealed class SpelledActivations
{
    private readonly Network _network;
    private readonly Dictionary<int, (ActivationKind Function, int Input)> _last = [];
    private readonly HashSet<string> _sigmoids = new(StringComparer.Ordinal);

    public SpelledActivations(Network network)
    {
        _network = network;
        var readers = network.Consumers();
        for (var i = 0; i < network.Layers.Length; i++)
        {
            if (network.Layers[i] is not { Inputs: [var input] } layer || readers[i] is not [var reader])
                continue;
            switch (layer.Op)
            {
                case Imported { OpType: "Erf" } when IsScaling(input) && IsSum(reader) && readers[reader] is [var product] && OtherFactor(product, reader) is { } other:
                    // The half is taken of the product, or of x before it.
                    var x = network.Layers[input].Inputs[0];
                    if (other == x && readers[product] is [var half] && IsScaling(half))
                        Note(half, ActivationKind.Gelu, x);
                    else if (IsScaling(other) && network.Layers[other].Inputs[0] == x)
                        Note(product, ActivationKind.Gelu, x);
                    break;
                case Activation { Function: ActivationKind.Sigmoid or ActivationKind.HardSigmoid } sigmoid when OtherFactor(reader, i) == input:
                    Note(reader, sigmoid.Function == ActivationKind.Sigmoid ? ActivationKind.Swish : ActivationKind.HardSwish, input);
                    _sigmoids.Add(layer.Name);
                    break;
            }
        }
    }

    /// <summary>The functions that are spelled out.</summary>
    public IEnumerable<ActivationKind> Functions => _last.Values.Select(found => found.Function);

    /// <summary>Whether a layer is the sigmoid inside of a spelled function, and no activation of its own.</summary>
    public bool IsPart(Layer layer) => _sigmoids.Contains(layer.Name);

    /// <summary>The network with ReLU in place of a function wherever it is spelled out.</summary>
    public Network WithRelu(ActivationKind function)
    {
        if (!Functions.Contains(function))
            return _network;
        var builder = new NetworkBuilder(_network.Name);
        var place = new int[_network.Layers.Length];
        for (var i = 0; i < place.Length; i++)
        {
            var layer = _network.Layers[i];
            place[i] = _last.TryGetValue(i, out var found) && found.Function == function
                ? builder.Copy(layer with { Op = new Activation(ActivationKind.Relu), Owns = null }, place[found.Input])
                : builder.Copy(layer, [.. layer.Inputs.Select(input => place[input])]);
        }

        // The layers before the last one of a spelled function are not read any more.
        int[] outputs = [.. _network.Outputs.Select(output => place[output])];
        return builder.Build(outputs).Upstream(outputs);
    }

    private void Note(int last, ActivationKind function, int input)
    {
        if (_network.Layers[last].Output == _network.Layers[input].Output && !NetworkChanges.IsGate(_network.Layers[last]))
            _last[last] = (function, input);
    }

    /// <summary>The other factor of a product of two tensors; null for another layer.</summary>
    private int? OtherFactor(int layer, int factor) => _network.Layers[layer] is { Op: Elementwise { Function: ElementwiseKind.Mul }, Inputs: [var left, var right] }
        ? left == factor ? right : left : null;

    private bool IsSum(int layer) => _network.Layers[layer] is { Op: Elementwise { Function: ElementwiseKind.Add }, Inputs: [_] };

    /// <summary>A product or quotient with a number.</summary>
    private bool IsScaling(int layer) =>
        _network.Layers[layer] is { Op: Elementwise { Function: ElementwiseKind.Mul or ElementwiseKind.Div, Constant: null or { Elements: 1 } }, Inputs: [_] };
}
