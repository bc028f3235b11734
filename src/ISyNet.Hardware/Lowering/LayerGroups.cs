using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>
/// Partitions the layers of a network into groups that a device runs as one operation. A group is grown from a seed by
/// element-wise layers of the same shape as long as one tensor leaves it, which covers Conv+BN+ReLU, Conv+Add+ReLU and
/// x*sigmoid(x) alike; at most one further tensor of the same shape joins.
/// </summary>
internal sealed class LayerGroups
{
    private readonly Network _network;
    private readonly FusionRules _rules;
    private readonly bool[] _isView;
    private readonly List<int>[] _readers;
    private readonly int[] _group;
    private readonly HashSet<int> _outputs;

    private LayerGroups(Network network, FusionRules rules, TensorLayout layout)
    {
        _network = network;
        _rules = rules;
        _isView = new bool[network.Layers.Length];
        _group = new int[network.Layers.Length];
        _readers = new List<int>[network.Layers.Length];
        Source = new int[network.Layers.Length];
        var views = new Views(network, layout);
        for (var i = 0; i < Source.Length; i++)
        {
            _readers[i] = [];
            _isView[i] = views.IsFree(i);
            Source[i] = _isView[i] ? Source[network.Layers[i].Inputs[0]] : i;
            if (_isView[i])
                continue;
            foreach (var input in network.Layers[i].Inputs)
                _readers[Source[input]].Add(i);
        }

        _outputs = [.. network.Outputs.Select(o => Source[o])];
    }

    /// <summary>For each layer, the layer whose tensor it is: itself, or the one it is a view of.</summary>
    public int[] Source { get; }

    /// <summary>Whether a tensor is read by one layer only.</summary>
    public bool HasOneReader(int layer) => _readers[layer].Count == 1 && !_outputs.Contains(layer);

    /// <summary>The groups: layers ascending, ordered by their last layer.</summary>
    public List<int[]> All { get; } = [];

    public static LayerGroups Create(Network network, FusionRules rules, TensorLayout layout)
    {
        var groups = new LayerGroups(network, rules, layout);
        groups.Partition();
        return groups;
    }

    /// <summary>Whether a layer works element by element on tensors of its output's shape (or single numbers).</summary>
    public static bool IsElementwise(Network network, Layer layer) => layer.Op switch
    {
        Activation or BatchNorm or Imported { Work: WorkKind.Elementwise or WorkKind.Unknown } =>
            layer.Inputs.All(i => network.Layers[i].Output.Elements == layer.Output.Elements),
        Elementwise => layer.Inputs.All(i => network.Layers[i].Output.Elements == layer.Output.Elements || network.Layers[i].Output.Elements == 1),
        _ => false,
    };

    private void Partition()
    {
        for (var i = 0; i < Source.Length; i++)
        {
            if (_isView[i] || _group[i] != 0)
                continue;
            var members = Grow(i);
            All.Add(members);
            foreach (var member in members)
                _group[member] = All.Count;
        }

        All.Sort((a, b) => a[^1].CompareTo(b[^1]));
    }

    private int[] Grow(int seed)
    {
        List<int> members = [seed];
        var best = 1;
        var layer = _network.Layers[seed];
        var behindMatrix = layer.Op is Conv or ConvTranspose or Linear or MatMul;
        if (!behindMatrix && !IsElementwise(_network, layer) && layer.Op is not Elementwise)
            return [seed];
        var candidates = new SortedSet<int>(_readers[seed]);
        var joined = IsElementwise(_network, layer) && layer.Inputs.Length > 1;
        while (candidates.Count > 0 && members.Count < _rules.MaxChain)
        {
            var next = candidates.Min;
            candidates.Remove(next);
            var foreign = _network.Layers[next].Inputs.Count(i => !members.Contains(Source[i]) && _network.Layers[i].Output.Elements > 1);
            if (_group[next] != 0 || _network.Layers[next].Repeats != layer.Repeats || !Joins(_network.Layers[next], behindMatrix) || foreign > (_rules.Residual && !joined ? 1 : 0)
                || _network.Layers[next].Output.Elements != layer.Output.Elements)
                continue;
            joined |= foreign > 0;
            members.Add(next);
            foreach (var reader in _readers[next])
                candidates.Add(reader);
            if (OneTensorLeaves(members))
                best = members.Count;
        }

        return [.. members.Take(best)];
    }

    private bool OneTensorLeaves(List<int> members)
    {
        for (var i = 0; i < members.Count - 1; i++)
        {
            if (_outputs.Contains(members[i]) || _readers[members[i]].Any(r => !members.Contains(r)))
                return false;
        }

        return true;
    }

    // Behind a matrix product only what the device's compiler knows; among element-wise layers everything.
    private bool Joins(Layer layer, bool behindMatrix) => IsElementwise(_network, layer) && (!behindMatrix || layer.Op switch
    {
        BatchNorm => true,
        Activation activation => _rules.Activations.Contains(activation.Function),
        Elementwise => layer.Inputs.Length == 2,
        _ => false,
    });
}
