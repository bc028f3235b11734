using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Images;

namespace ISyNet.Training.Tests;

/// <summary>A strided 1x1 convolution of one channel: the case whose library kernel corrupted memory.</summary>
public class StridedPointwiseTests
{
    [Fact]
    public void It_takes_every_second_pixel_of_every_second_row()
    {
        var builder = new NetworkBuilder("strided");
        var input = builder.Input(Shape.Map(1, 5, 5));
        var conv = builder.Add("conv", new Conv(2, new Window(1, 1, 2, 2)), input);
        builder.Add("flatten", new Flatten(), conv);
        var network = builder.Build();
        var weights = new WeightSet([KeyValuePair.Create("conv.weight", new WeightTensor(new Shape(2, 1, 1, 1), [2f, -1f]))]);
        var pixels = Enumerable.Range(0, 25).Select(i => (byte)(i * 10)).ToArray();
        using var predictor = new Predictor(network, weights, new Normalization([0f], [1f]));
        var logits = predictor.Predict(new ImageSet("one", network.Input, [.. Enumerable.Range(0, 18).Select(c => $"{c}")], pixels, [0])).Logits;
        int[] kept = [0, 2, 4, 10, 12, 14, 20, 22, 24];
        for (var i = 0; i < kept.Length; i++)
        {
            Assert.Equal(2 * pixels[kept[i]] / 255.0, logits[i], 1e-5);
            Assert.Equal(-pixels[kept[i]] / 255.0, logits[9 + i], 1e-5);
        }
    }
}
