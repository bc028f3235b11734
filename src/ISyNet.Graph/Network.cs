using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>
/// A network as an immutable graph of layers in topological order: the one thing that is counted, costed, trained,
/// exported and drawn. A layer reads layers of smaller index only, so a network is acyclic by construction.
/// </summary>
public sealed class Network
{
    internal Network(string name, ImmutableArray<Layer> layers, ImmutableArray<int> outputs)
    {
        Name = name;
        Layers = layers;
        Outputs = outputs;
    }

    /// <summary>Name for people.</summary>
    public string Name { get; }

    /// <summary>All layers, inputs included, in topological order.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>Indices of the layers whose outputs the network returns.</summary>
    public ImmutableArray<int> Outputs { get; }

    /// <summary>Shape of one sample of the first input.</summary>
    public Shape Input => Layers.First(layer => layer.Op is Ops.Input).Output;

    /// <summary>Shape of one sample of the first output.</summary>
    public Shape Output => Layers[Outputs[0]].Output;

    /// <summary>The shapes of one sample of each input of a layer.</summary>
    public Shape[] InputShapes(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var shapes = new Shape[layer.Inputs.Length];
        for (var i = 0; i < shapes.Length; i++)
            shapes[i] = Layers[layer.Inputs[i]].Output;
        return shapes;
    }

    /// <summary>The tensors that a layer owns; their full names are <c>layer.Name + "." + parameter.Name</c>.</summary>
    public ImmutableArray<Parameter> Parameters(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Owns ?? layer.Op.Parameters(InputShapes(layer));
    }

    /// <summary>Multiply-accumulates of a layer for one sample, all its runs together.</summary>
    public long Macs(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Op.Macs(InputShapes(layer), layer.Output) * layer.Repeats;
    }

    /// <summary>Trained parameters of a layer.</summary>
    public long Params(Layer layer) => Parameters(layer).Where(p => p.Trained).Sum(p => p.Dims.Elements);

    /// <summary>Trained parameters of the whole network (batch-norm scale and shift included, running statistics not).</summary>
    public long TotalParams => Layers.Sum(Params);

    /// <summary>Multiply-accumulates of the whole network for one sample.</summary>
    public long TotalMacs => Layers.Sum(Macs);

    /// <summary>Output elements of all convolutions for one sample: what timm calls activations.</summary>
    public long TotalActivations => Layers.Where(l => l.Op is Ops.Conv).Sum(l => l.Output.Elements);

    /// <summary>The same network under another name.</summary>
    public Network Named(string name) => new(name, Layers, Outputs);

    /// <summary>The part of the network that computes some of its layers; they become the outputs, in the order given.</summary>
    public Network Upstream(params ReadOnlySpan<int> outputs)
    {
        var reached = Reached(outputs);
        var place = new int[Layers.Length];
        var layers = ImmutableArray.CreateBuilder<Layer>();
        for (var i = 0; i < Layers.Length; i++)
        {
            if (!reached[i])
                continue;
            place[i] = layers.Count;
            layers.Add(Layers[i] with { Inputs = [.. Layers[i].Inputs.Select(input => place[input])] });
        }

        var kept = ImmutableArray.CreateBuilder<int>(outputs.Length);
        foreach (var output in outputs)
            kept.Add(place[output]);
        return new Network(Name, layers.ToImmutable(), kept.ToImmutable());
    }

    /// <summary>Which layers some layers are computed from, themselves included.</summary>
    internal bool[] Reached(ReadOnlySpan<int> from)
    {
        var reached = new bool[Layers.Length];
        foreach (var layer in from)
            reached[layer] = true;
        for (var i = Layers.Length - 1; i >= 0; i--)
        {
            if (!reached[i])
                continue;
            foreach (var input in Layers[i].Inputs)
                reached[input] = true;
        }

        return reached;
    }

    /// <summary>For each layer, the indices of the layers that read it.</summary>
    public ImmutableArray<ImmutableArray<int>> Consumers()
    {
        var consumers = new List<int>[Layers.Length];
        for (var i = 0; i < consumers.Length; i++)
            consumers[i] = [];
        for (var i = 0; i < Layers.Length; i++)
        {
            foreach (var input in Layers[i].Inputs)
                consumers[input].Add(i);
        }

        return [.. consumers.Select(list => list.ToImmutableArray())];
    }
}
