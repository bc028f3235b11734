using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Evaluators.TrainingFree;

/// <summary>
/// SynFlow (arXiv 2006.05467) as a score (arXiv 2101.08134): the sum over all weights of |w| dR/d|w|, where R is the sum of the
/// outputs of the network with absolute weights on an image of ones. Batch norm and dropout are removed: batch norm
/// would cancel the flow that is measured. Double precision, because the flow grows with every layer; the result is its
/// natural logarithm, which has the same order.
/// </summary>
internal sealed class SynFlow() : TrainingFreeScore("synflow")
{
    /// <summary>0: the score uses an image of ones.</summary>
    public override int Images => 0;

    public override double Score(Network network, ScoreBatch batch, ulong seed)
    {
        var linear = WithoutNorms(network);
        using var flow = new TorchNetwork(linear, LearningRules.Plain, torch.ScalarType.Float64);
        flow.Load(Absolute(WeightInitializer.Draw(network, seed), linear));
        long[] sizes = [1, .. linear.Input.Dims.Select(dim => (long)dim)];
        flow.ForwardTraining(torch.ones(sizes, torch.ScalarType.Float64), new SeededRandom(seed, 1)).sum().backward();
        var sum = 0.0;
        foreach (var slot in flow.Parameters.Trained.Where(slot => slot.Parameter.Name == "weight"))
        {
            using var values = flow.Parameters.Values.narrow(0, slot.Offset, slot.Length);
            sum += values.dot(flow.Parameters.Gradients.narrow(0, slot.Offset, slot.Length)).item<double>();
        }

        return Math.Log(sum);
    }

    /// <summary>The same network without batch norm and dropout.</summary>
    internal static Network WithoutNorms(Network network) =>
        network.Rebuilt((builder, i, inputs) => network.Layers[i] is { Op: not (BatchNorm or Dropout) } layer ? builder.Copy(layer, inputs) : inputs[0]);

    private static WeightSet Absolute(WeightSet weights, Network network) => new(network.Layers
        .SelectMany(layer => network.Parameters(layer).Select(parameter => $"{layer.Name}.{parameter.Name}"))
        .Select(name => KeyValuePair.Create(name, weights[name] with { Values = [.. weights[name].Values.Select(Math.Abs)] })));
}
