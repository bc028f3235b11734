using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Hardware.Kernels;

/// <summary>What a runtime computes inside the convolutions of a network: batch norms, activations, and sums with another tensor.</summary>
internal sealed class KernelFusion
{
    private readonly Network _network;
    private readonly RuntimeRules _rules;
    private readonly ImmutableArray<Layer> _layers;
    private readonly int[] _readers;
    private readonly int[] _reader;
    private readonly bool[] _covered;
    private readonly string?[] _fused;
    private readonly int[] _addend;
    private readonly int[] _sum;

    public KernelFusion(Network network, RuntimeRules rules)
    {
        (_network, _rules, _layers) = (network, rules, network.Layers);
        (_readers, _reader) = (new int[_layers.Length], new int[_layers.Length]);
        (_covered, _fused) = (new bool[_layers.Length], new string?[_layers.Length]);
        (_addend, _sum) = (new int[_layers.Length], new int[_layers.Length]);
        foreach (var output in network.Outputs)
            _readers[output]++;
        for (var i = 0; i < _layers.Length; i++)
        {
            foreach (var input in _layers[i].Inputs)
            {
                _readers[input]++;
                _reader[input] = i;
            }
        }

        FuseActivations();
        FuseSums();
    }

    /// <summary>Whether a layer runs inside another one.</summary>
    public bool IsCovered(int layer) => _covered[layer];

    /// <summary>What the convolution becomes with all that runs inside it.</summary>
    public string FunctionOf(int convolution) => _fused[convolution] ?? KernelFunction.Conv;

    /// <summary>The tensor that is added inside the convolution; -1 without one.</summary>
    public int AddendOf(int convolution) => _fused[convolution] == KernelFunction.ConvAddActivation ? _addend[convolution] : -1;

    /// <summary>The sum that runs inside the convolution, which has an <see cref="AddendOf"/>.</summary>
    public int SumOf(int convolution) => _sum[convolution];

    /// <summary>Takes the sum, and the activation behind it, out of a convolution again.</summary>
    public void Separate(int convolution)
    {
        var sum = _sum[convolution];
        _fused[convolution] = null;
        _covered[sum] = false;
        if (FusibleReader(sum) is { } next)
            _covered[next] = false;
    }

    /// <summary>Runs a layer inside the one before it.</summary>
    public void Cover(int layer) => _covered[layer] = true;

    /// <summary>The activation that can run inside a layer; null if there is none.</summary>
    public int? FusibleReader(int layer) => OnlyReader(layer) is { } next && IsFusible(next) ? next : null;

    /// <summary>The convolution of a batch norm that is folded into it; another layer itself.</summary>
    public int Lead(int layer) => _layers[layer].Op is BatchNorm ? _layers[layer].Inputs[0] : layer;

    /// <summary>The only layer that reads another one; null if several do, or if it is an output.</summary>
    public int? OnlyReader(int layer) => _readers[layer] == 1 && !_network.Outputs.Contains(layer) ? _reader[layer] : null;

    private void FuseActivations()
    {
        for (var i = 0; i < _layers.Length; i++)
        {
            if (_layers[i].Op is Conv && Tail(i) is var tail && OnlyReader(tail) is { } next && IsFusible(next))
            {
                _fused[i] = KernelFunction.ConvActivation;
                _covered[next] = true;
            }
        }
    }

    private void FuseSums()
    {
        for (var i = 0; i < _layers.Length; i++)
        {
            if (_layers[i] is not { Op: Elementwise { Function: ElementwiseKind.Add }, Inputs.Length: 2 } sum || sum.Inputs.Any(s => _layers[s].Output.Elements != sum.Output.Elements))
                continue;
            var activation = FusibleReader(i) ?? -1;
            if (!(activation >= 0 ? _rules.ResidualWithActivation : _rules.Residual))
                continue;
            foreach (var input in sum.Inputs)
            {
                var lead = Lead(input);
                if (_layers[lead].Op is not Conv || _fused[lead] is not null || Tail(lead) != input || OnlyReader(input) != i)
                    continue;
                _fused[lead] = KernelFunction.ConvAddActivation;
                _addend[lead] = sum.Inputs[0] == input ? sum.Inputs[1] : sum.Inputs[0];
                _sum[lead] = i;
                _covered[i] = true;
                if (activation >= 0)
                    _covered[activation] = true;
                break;
            }
        }
    }

    /// <summary>A convolution with the batch norm behind it, which is folded into its weights.</summary>
    private int Tail(int conv)
    {
        if (OnlyReader(conv) is not { } next || _layers[next].Op is not BatchNorm)
            return conv;
        _covered[next] = true;
        return next;
    }

    private bool IsFusible(int layer) => _layers[layer].Op is Activation activation && _rules.Activations.Contains(activation.Function);
}
