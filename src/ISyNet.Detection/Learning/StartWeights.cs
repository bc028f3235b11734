using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;

namespace ISyNet.Detection.Learning;

/// <summary>
/// The start weights of a detector: random weights, and the weights of the backbone if given. The first predictions are a score of
/// 1 % for every class (arXiv 1708.02002) and boxes that are 4 strides wide.
/// </summary>
internal static class StartWeights
{
    private const double PriorScore = 0.01;
    private const double PriorDistance = 2;
    private const float PredictionScale = 0.1f;

    /// <param name="network">The detector.</param>
    /// <param name="backbone">Weights of the classifier of the backbone; null for random weights.</param>
    /// <param name="seed">Determines the random weights.</param>
    /// <exception cref="ISyNetException">A tensor of the backbone is missing or of another shape; the message names it.</exception>
    public static WeightSet Draw(Network network, WeightSet? backbone, ulong seed)
    {
        var drawn = WeightInitializer.Draw(network, seed);
        if (backbone is not null)
            Check(network, drawn, backbone);
        return new WeightSet(network.Layers.SelectMany(layer => network.Parameters(layer).Select(parameter =>
        {
            var name = $"{layer.Name}.{parameter.Name}";
            return KeyValuePair.Create(name, IsBackbone(layer)
                ? backbone?.Find(name) is { } old && old.Dims == drawn[name].Dims ? old : drawn[name]
                : Start(layer.Place?.Role, parameter.Name, drawn[name]));
        })));
    }

    private static WeightTensor Start(LayerRole? role, string parameter, WeightTensor drawn) => (role, parameter) switch
    {
        (LayerRole.ClassScores or LayerRole.BoxDistances, "weight") => drawn with { Values = Array.ConvertAll(drawn.Values, value => value * PredictionScale) },
        (LayerRole.ClassScores, "bias") => Filled(drawn, -Math.Log((1 - PriorScore) / PriorScore)),
        (LayerRole.BoxDistances, "bias") => Filled(drawn, Math.Log(PriorDistance)),
        _ => drawn,
    };

    private static WeightTensor Filled(WeightTensor tensor, double value) =>
        tensor with { Values = [.. Enumerable.Repeat((float)value, tensor.Values.Length)] };

    private static bool IsBackbone(Layer layer) => layer.Place?.Part is not (NetworkPart.Neck or NetworkPart.Head);

    private static void Check(Network network, WeightSet drawn, WeightSet backbone)
    {
        var wanted = network.Layers.Where(IsBackbone).SelectMany(layer => network.Parameters(layer).Select(parameter => $"{layer.Name}.{parameter.Name}")).ToArray();
        var fitting = wanted.Count(name => backbone.Find(name) is { } tensor && tensor.Dims == drawn[name].Dims);
        if (fitting < wanted.Length)
        {
            var missing = wanted.First(name => backbone.Find(name) is not { } tensor || tensor.Dims != drawn[name].Dims);
            throw new DetectionException($"the weights fit {fitting} of the backbone's {wanted.Length} tensors; '{missing}' is missing or of another shape: give the weights of this backbone at this input");
        }
    }
}
