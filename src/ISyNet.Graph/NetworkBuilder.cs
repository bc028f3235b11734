using System.Collections.Immutable;
using ISyNet.Graph.Ops;

namespace ISyNet.Graph;

/// <summary>Builds a <see cref="Network"/> layer by layer; shapes are inferred and checked for each layer. Not thread-safe.</summary>
public sealed class NetworkBuilder
{
    private readonly Growth _growth;
    private readonly LayerPlace? _place;

    /// <summary>Starts a network whose layers have no place until <see cref="In"/> gives them one.</summary>
    /// <param name="name">The name of the network.</param>
    public NetworkBuilder(string name)
        : this(new Growth(name), null)
    {
    }

    private NetworkBuilder(Growth growth, LayerPlace? place) => (_growth, _place) = (growth, place);

    /// <summary>The shape of one sample of a layer's output.</summary>
    public Shape this[int layer] => _growth.Layers[layer].Output;

    /// <summary>Number of layers so far.</summary>
    public int Count => _growth.Layers.Count;

    /// <summary>A builder of the same network: every layer added through it has this place.</summary>
    public NetworkBuilder In(LayerPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return new NetworkBuilder(_growth, place);
    }

    /// <summary>Adds an input.</summary>
    /// <returns>The index of the new layer.</returns>
    public int Input(Shape shape, string inputName = "input") => Add(inputName, new Input(shape));

    /// <summary>Adds a layer whose shape the operation infers.</summary>
    /// <returns>The index of the new layer.</returns>
    /// <exception cref="GraphException">The inputs do not fit; the message names the layer.</exception>
    public int Add(string layerName, Op op, params ReadOnlySpan<int> inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        var shapes = new Shape[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            shapes[i] = _growth.Layers[Existing(layerName, inputs[i])].Output;
        try
        {
            return AddShaped(layerName, op, op.OutputShape(shapes), inputs);
        }
        catch (GraphException error)
        {
            throw new GraphException($"layer '{layerName}': {error.Message}", error);
        }
    }

    /// <summary>Adds a convolution without bias, its batch norm, and an activation unless it is null: NAME.conv, NAME.bn, NAME.act.</summary>
    /// <returns>The index of the last layer.</returns>
    /// <exception cref="GraphException">The input does not fit; the message names the layer.</exception>
    public int AddConv(string layerName, int input, int channels, Window window, ActivationKind? activation, int groups = 1)
    {
        var layer = Add($"{layerName}.conv", new Conv(channels, window, groups), input);
        layer = Add($"{layerName}.bn", new BatchNorm(), layer);
        return activation is { } function ? Add($"{layerName}.act", new Activation(function), layer) : layer;
    }

    /// <summary>Adds a layer whose output shape is already known (from another tool's shape inference).</summary>
    /// <returns>The index of the new layer.</returns>
    public int AddShaped(string layerName, Op op, Shape output, params ReadOnlySpan<int> inputs) =>
        Append(new Layer(layerName, op, [.. inputs], output, _place));

    /// <summary>Adds a layer of another network with its name, operation, shape and place, on other inputs.</summary>
    /// <returns>The index of the new layer.</returns>
    public int Copy(Layer layer, params ReadOnlySpan<int> inputs)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Append(layer with { Inputs = [.. inputs] });
    }

    /// <summary>The finished network; if no outputs are given, the last layer is the output.</summary>
    public Network Build(params ReadOnlySpan<int> outputs)
    {
        if (Count == 0)
            throw new GraphException($"network '{_growth.Name}' has no layers");
        foreach (var output in outputs)
            Existing("output", output);
        return new Network(_growth.Name, _growth.Layers.ToImmutable(), outputs.Length == 0 ? [Count - 1] : [.. outputs]);
    }

    private int Append(Layer layer)
    {
        foreach (var input in layer.Inputs)
            Existing(layer.Name, input);
        if (!_growth.Names.Add(layer.Name))
            throw new GraphException($"two layers are called '{layer.Name}'");
        _growth.Layers.Add(layer);
        return Count - 1;
    }

    private int Existing(string reader, int index) => index >= 0 && index < Count
        ? index
        : throw new GraphException($"layer '{reader}' reads layer {index}, which does not exist yet");

    /// <summary>The network so far, which the builders of all its places share.</summary>
    private sealed class Growth(string name)
    {
        public string Name => name;

        public ImmutableArray<Layer>.Builder Layers { get; } = ImmutableArray.CreateBuilder<Layer>();

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);
    }
}
