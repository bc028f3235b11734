using ISyNet.Graph;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Tests;

/// <summary>One training pass over images of noise, to compare two ways of computing a network.</summary>
internal static class TrainingPass
{
    public static (float[] Output, float[] Gradients) Run(Network graph, bool bfloat16, int images = 16)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Build(graph, bfloat16);
        using var generator = new torch.Generator(3);
        using var batch = torch.randn([images, graph.Input.Height, graph.Input.Width, graph.Input.Channels], generator: generator);
        var output = network.ForwardTraining(batch.permute(0, 3, 1, 2), new SeededRandom(1));
        Assert.Equal(torch.ScalarType.Float32, output.dtype);
        output.mul(output).sum().backward();
        return (output.contiguous().Floats().ToArray(), network.Parameters.Gradients.Floats().ToArray());
    }

    public static TorchNetwork Build(Network graph, bool bfloat16)
    {
        var network = new TorchNetwork(graph, new LearningRules([], Bfloat16: bfloat16));
        network.Initialize(5);
        return network;
    }

    /// <summary>Euclidean distance as a fraction of the first vector's length.</summary>
    public static double Distance(float[] first, float[] second) =>
        Math.Sqrt(first.Zip(second, (a, b) => Math.Pow(a - b, 2)).Sum() / first.Sum(a => (double)a * a));
}
