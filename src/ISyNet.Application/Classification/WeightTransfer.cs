using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;

namespace ISyNet.Application.Classification;

/// <summary>Takes trained weights over into a network of another task: everything but the classifier, which is drawn anew when its classes differ.</summary>
public static class WeightTransfer
{
    /// <summary>The weights to start from, and the names of those that were drawn.</summary>
    /// <param name="network">The network of the new task.</param>
    /// <param name="weights">The trained weights.</param>
    /// <param name="source">What to call them in errors.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <exception cref="ISyNetException">A tensor that is no classifier's is missing or of another shape: they are another network's.</exception>
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
