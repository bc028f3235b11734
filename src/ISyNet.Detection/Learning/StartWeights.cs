using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;

namespace ISyNet.Detection.Learning;

/// <summary>
/// Where a detector starts: drawn weights, the backbone's own where they are given, and predictions that begin quiet: every class at
/// a score of 1 % (arXiv 1708.02002), every box 4 strides wide.
/// </summary>
internal static class StartWeights
{
    private const double PriorScore = 0.01;
    private const double PriorDistance = 2;
    private const float PredictionScale = 0.1f;

    /// <param name="network">The detector.</param>
    /// <param name="backbone">Weights of the classifier that the backbone comes from; fresh ones when null.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <exception cref="GraphException">A tensor of the backbone is missing or of another shape; the message names it.</exception>
    public static WeightSet Draw(Network network, WeightSet? backbone, ulong seed)
    {
        var drawn = WeightInitializer.Draw(network, seed);
        if (backbone is not null)
            Check(drawn, backbone);
        return new WeightSet(drawn.Names.Select(name => KeyValuePair.Create(name, Start(name, drawn[name], backbone?.Find(name)))));
    }

    private static WeightTensor Start(string name, WeightTensor drawn, WeightTensor? old)
    {
        if (IsOwn(name))
        {
            return Scaled(name) switch
            {
                { } scale => drawn with { Values = Array.ConvertAll(drawn.Values, value => value * scale) },
                null when name.EndsWith(".class.predict.bias", StringComparison.Ordinal) => Filled(drawn, -Math.Log((1 - PriorScore) / PriorScore)),
                null when name.EndsWith(".box.predict.bias", StringComparison.Ordinal) => Filled(drawn, Math.Log(PriorDistance)),
                _ => drawn,
            };
        }

        return old is not null && old.Dims == drawn.Dims ? old : drawn;
    }

    private static float? Scaled(string name) => name.EndsWith(".predict.weight", StringComparison.Ordinal) ? PredictionScale : null;

    private static WeightTensor Filled(WeightTensor tensor, double value) =>
        tensor with { Values = [.. Enumerable.Repeat((float)value, tensor.Values.Length)] };

    /// <summary>Whether the tensor belongs to pyramid or heads.</summary>
    private static bool IsOwn(string name) =>
        name.StartsWith("pyramid.", StringComparison.Ordinal) || name.StartsWith("heads.", StringComparison.Ordinal);

    private static void Check(WeightSet drawn, WeightSet backbone)
    {
        var wanted = drawn.Names.Where(name => !IsOwn(name)).ToArray();
        var fitting = wanted.Count(name => backbone.Find(name) is { } tensor && tensor.Dims == drawn[name].Dims);
        if (fitting < wanted.Length)
        {
            var missing = wanted.First(name => backbone.Find(name) is not { } tensor || tensor.Dims != drawn[name].Dims);
            throw new DetectionException($"the weights fit {fitting} of the backbone's {wanted.Length} tensors; '{missing}' is missing or of another shape: give the weights of this backbone at this input");
        }
    }
}
