using ISyNet.Graph;
using ISyNet.Graph.Weights;

namespace ISyNet.Onnx.Tests;

/// <summary>Weights from a seed, scaled so that activations neither vanish nor grow; variances are positive.</summary>
internal static class RandomWeights
{
    public static WeightSet For(Network network, int seed)
    {
        var random = new Random(seed);
        return new WeightSet(network.Layers.SelectMany(layer => network.Parameters(layer).Select(parameter =>
        {
            var values = new float[parameter.Dims.Elements];
            var spread = parameter.Dims.Rank > 1 ? Math.Sqrt(3.0 * parameter.Dims[0] / values.Length) : 0.5;
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(((2 * random.NextDouble()) - 1) * spread) + (parameter.Name is "running_var" || (parameter.Name == "weight" && parameter.Dims.Rank == 1) ? 1 : 0);
            return KeyValuePair.Create($"{layer.Name}.{parameter.Name}", new WeightTensor(parameter.Dims, values));
        })));
    }
}
