using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;

namespace ISyNet.Application.Classification;

/// <summary>Copies trained weights into a network for another task. The classifier gets new random weights if its classes differ.</summary>
public static class WeightTransfer
{
    /// <summary>The start weights, and the names of the tensors that are new.</summary>
    /// <param name="network">The network of the new task.</param>
    /// <param name="weights">The trained weights.</param>
    /// <param name="source">Their name in error messages.</param>
    /// <param name="seed">Determines the new weights.</param>
    /// <exception cref="ISyNetException">A tensor outside the classifier is missing or has another shape: the weights belong to another network.</exception>
    public static (WeightSet Weights, IReadOnlyList<string> Drawn) Into(Network network, WeightSet weights, string source, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        var fresh = WeightInitializer.Draw(network, seed);
        var drawn = new List<string>();
        return (new WeightSet([.. network.Layers.SelectMany(layer => network.Parameters(layer).Select(parameter => Take(layer, parameter)))]), drawn);

        KeyValuePair<string, WeightTensor> Take(Layer layer, Parameter parameter)
        {
            var name = $"{layer.Name}.{parameter.Name}";
            if (weights.Find(name) is { } old && old.Dims == fresh[name].Dims)
                return KeyValuePair.Create(name, old);
            if (layer.Place?.Role != LayerRole.Classifier)
            {
                throw new ISyNetException(weights.Find(name) is { } other
                    ? $"{source}: tensor '{name}' is {other.Dims}, but '{network.Name}' has {fresh[name].Dims}: these are another network's weights"
                    : $"{source}: has no tensor '{name}' of '{network.Name}': these are another network's weights");
            }

            drawn.Add(name);
            return KeyValuePair.Create(name, fresh[name]);
        }
    }
}
