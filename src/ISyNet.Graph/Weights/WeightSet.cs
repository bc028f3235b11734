using System.Collections.Frozen;

namespace ISyNet.Graph.Weights;

/// <summary>One weight tensor: its dimensions and its values in row-major order. Treat <paramref name="Values"/> as read-only.</summary>
public sealed record WeightTensor(Shape Dims, float[] Values);

/// <summary>
/// The weights of a network: tensors by full name, <c>layer.Name + "." + parameter.Name</c>, in PyTorch's names and layouts,
/// running statistics of batch norm included. Immutable.
/// </summary>
public sealed class WeightSet(IEnumerable<KeyValuePair<string, WeightTensor>> tensors)
{
    private readonly FrozenDictionary<string, WeightTensor> _tensors = tensors.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All full names, sorted.</summary>
    public IEnumerable<string> Names => _tensors.Keys.Order(StringComparer.Ordinal);

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>The tensor of a full name.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public WeightTensor this[string name] => Find(name) ?? throw new GraphException($"the weights have no tensor '{name}'");

    /// <summary>The tensor of a full name, or null.</summary>
    public WeightTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>The tensor of a layer's parameter.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public WeightTensor this[Layer layer, string parameter]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(layer);
            return this[$"{layer.Name}.{parameter}"];
        }
    }

    /// <summary>Checks that every parameter of the network is here with the right dimensions.</summary>
    /// <exception cref="GraphException">One is missing or of another shape; the message names it.</exception>
    public void CheckAgainst(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (var layer in network.Layers)
        {
            foreach (var parameter in network.Parameters(layer))
            {
                var tensor = this[layer, parameter.Name];
                if (tensor.Dims != parameter.Dims || tensor.Values.Length != tensor.Dims.Elements)
                    throw new GraphException($"tensor '{layer.Name}.{parameter.Name}' is {tensor.Dims}; network '{network.Name}' needs {parameter.Dims}");
            }
        }
    }
}
