using System.Collections.Immutable;

namespace ISyNet.Graph;

/// <summary>Grows a <see cref="Network"/> layer by layer; shapes are inferred and checked as it grows. Not thread-safe.</summary>
public sealed class NetworkBuilder(string name)
{
    private readonly ImmutableArray<Layer>.Builder _layers = ImmutableArray.CreateBuilder<Layer>();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The shape of one sample of a layer's output.</summary>
    public Shape this[int layer] => _layers[layer].Output;

    /// <summary>Number of layers so far.</summary>
    public int Count => _layers.Count;

    /// <summary>Adds an input.</summary>
    /// <returns>The index of the new layer.</returns>
    public int Input(Shape shape, string inputName = "input") => Add(inputName, new Ops.Input(shape));

    /// <summary>Adds a layer whose shape the operation infers.</summary>
    /// <returns>The index of the new layer.</returns>
    /// <exception cref="GraphException">The inputs do not fit; the message names the layer.</exception>
    public int Add(string layerName, Op op, params ReadOnlySpan<int> inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        var shapes = new Shape[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            shapes[i] = _layers[Existing(layerName, inputs[i])].Output;
        try
        {
            return AddShaped(layerName, op, op.OutputShape(shapes), inputs);
        }
        catch (GraphException error)
        {
            throw new GraphException($"layer '{layerName}': {error.Message}", error);
        }
    }

    /// <summary>Adds a layer whose output shape is already known (from another tool's shape inference).</summary>
    /// <returns>The index of the new layer.</returns>
    public int AddShaped(string layerName, Op op, Shape output, params ReadOnlySpan<int> inputs)
    {
        foreach (var input in inputs)
            Existing(layerName, input);
        if (!_names.Add(layerName))
            throw new GraphException($"two layers are called '{layerName}'");
        _layers.Add(new Layer(layerName, op, [.. inputs], output));
        return _layers.Count - 1;
    }

    /// <summary>The finished network; with no outputs named, the last layer is the output.</summary>
    public Network Build(params ReadOnlySpan<int> outputs)
    {
        if (_layers.Count == 0)
            throw new GraphException($"network '{name}' has no layers");
        foreach (var output in outputs)
            Existing("output", output);
        return new Network(name, _layers.ToImmutable(), outputs.Length == 0 ? [_layers.Count - 1] : [.. outputs]);
    }

    private int Existing(string reader, int index) => index >= 0 && index < _layers.Count
        ? index
        : throw new GraphException($"layer '{reader}' reads layer {index}, which does not exist yet");
}
