using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Tests;

/// <summary>Networks of one operation or few, run on one image of noise.</summary>
internal static class SingleLayer
{
    public static (Network Network, WeightSet Weights) Single(Shape input, Op op, ulong seed)
    {
        var builder = new NetworkBuilder("single");
        builder.Add("op", op, builder.Input(input));
        var network = builder.Build();
        return (network, WeightInitializer.Draw(network, seed));
    }

    public static double[] Noise(int count, ulong seed)
    {
        var random = new SeededRandom(seed, 99);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }

    public static double[] Run(Network network, WeightSet weights, double[] image)
    {
        using var scope = torch.NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network);
        torchNetwork.Load(weights);
        var batch = torch.tensor(image.Select(v => (float)v).ToArray(), [1, .. network.Input.Dims.Select(d => (long)d)]);
        return [.. torchNetwork.Infer(batch).contiguous().data<float>().ToArray().Select(v => (double)v)];
    }

    public static void Compare(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4);
    }
}
