using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Advice;

/// <summary>
/// Activations that a file spells out in several layers: GELU as erf of x / √2, + 1, times x, times 1/2, or with tanh of a polynomial of x in place of erf;
/// swish and hard-swish as x times a sigmoid of x; mish as x times tanh of softplus of x.
/// </summary>
internal sealed class SpelledActivations
{
    private const int MostLayers = 16;
    private readonly Network _network;
    private readonly Dictionary<int, (ActivationKind Function, int Input)> _last = [];
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

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
                case Imported { OpType: "Erf" } or Activation { Function: ActivationKind.Tanh } when IsSum(reader) && readers[reader] is [var product] && OtherFactor(product, reader) is { } other:
                    // The half is taken of the product, or of x before it.
                    if (IsPointwise(input, other) && readers[product] is [var half] && IsScaling(half))
                        NoteGelu(half, layer, other);
                    else if (IsScaling(other) && _network.Layers[other].Inputs[0] is var x && IsPointwise(input, x))
                        NoteGelu(product, layer, x);
                    break;
                case Activation { Function: ActivationKind.Tanh } when _network.Layers[input] is { Op: Activation { Function: ActivationKind.Softplus }, Inputs: [var x] } softplus && OtherFactor(reader, i) == x:
                    Note(reader, ActivationKind.Mish, x);
                    _parts.UnionWith([softplus.Name, layer.Name]);
                    break;
                case Activation { Function: ActivationKind.Sigmoid or ActivationKind.HardSigmoid } sigmoid when OtherFactor(reader, i) == input:
                    Note(reader, sigmoid.Function == ActivationKind.Sigmoid ? ActivationKind.Swish : ActivationKind.HardSwish, input);
                    _parts.Add(layer.Name);
                    break;
            }
        }
    }

    /// <summary>The functions that are spelled out.</summary>
    public IEnumerable<ActivationKind> Functions => _last.Values.Select(found => found.Function);

    /// <summary>Whether a layer is an activation inside of a spelled function, and none of its own.</summary>
    public bool IsPart(Layer layer) => _parts.Contains(layer.Name);

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

    private void NoteGelu(int last, Layer gate, int input)
    {
        Note(last, ActivationKind.Gelu, input);
        _parts.Add(gate.Name);
    }

    private void Note(int last, ActivationKind function, int input)
    {
        if (_network.Layers[last].Output == _network.Layers[input].Output && !NetworkChanges.IsGate(_network.Layers[last]))
            _last[last] = (function, input);
    }

    /// <summary>The other factor of a product of two tensors; null for another layer.</summary>
    private int? OtherFactor(int layer, int factor) => _network.Layers[layer] is { Op: Elementwise { Function: ElementwiseKind.Mul }, Inputs: [var left, var right] }
        ? left == factor ? right : left : null;

    /// <summary>Whether a few layers compute each element of a layer from the same element of another one.</summary>
    private bool IsPointwise(int layer, int of)
    {
        var seen = new HashSet<int> { of };
        var open = new Stack<int>([layer]);
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at))
                continue;
            if (at < of || seen.Count > MostLayers || _network.Layers[at] is not { Op: Elementwise { Constant: null or { Elements: 1 } } or Activation or Imported { Work: WorkKind.Elementwise } } next)
                return false;
            foreach (var input in next.Inputs)
                open.Push(input);
        }

        return true;
    }

    private bool IsSum(int layer) => _network.Layers[layer] is { Op: Elementwise { Function: ElementwiseKind.Add }, Inputs: [_] };

    /// <summary>A product or quotient with a number.</summary>
    private bool IsScaling(int layer) =>
        _network.Layers[layer] is { Op: Elementwise { Function: ElementwiseKind.Mul or ElementwiseKind.Div, Constant: null or { Elements: 1 } }, Inputs: [_] };
}
