using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Images;
using ISyNet.Training.Networks;

namespace ISyNet.Training.Tests;

/// <summary>A network grown in every way that keeps skips computes what the small one computes.</summary>
public class WeightInheritanceTests
{
    private static Architecture Net(int blocks, int width, int inner, int kernel) => new("net", Shape.Map(1, 12, 12), 5, null,
        [
            new Stage(new EdgeBlock([new(3), new(1)], 16, LastActivation: true, SkipKind.Add), 16, 2, 1),
            new Stage(new EdgeBlock([new(kernel), new(3)], inner, LastActivation: false, SkipKind.Add), width, blocks, 2),
        ],
        new Head(32));

    [Theory]
    [InlineData(3, 16, 16, 3)]
    [InlineData(2, 32, 16, 3)]
    [InlineData(2, 16, 48, 3)]
    [InlineData(2, 16, 16, 5)]
    [InlineData(4, 48, 32, 5)]
    public void A_grown_network_begins_with_the_same_logits(int blocks, int width, int inner, int kernel)
    {
        var small = Net(2, 16, 16, 3).Build();
        var large = Net(blocks, width, inner, kernel).Build();
        var weights = WeightInitializer.Draw(small, 7);
        var pixels = Enumerable.Range(0, 8 * 144).Select(i => (byte)(i * 37 % 256)).ToArray();
        var images = new ImageSet("pattern", small.Input, ["a", "b", "c", "d", "e"], pixels, [0, 1, 2, 3, 4, 0, 1, 2]);
        using var before = new Predictor(small, weights, new Normalization([0.5f], [0.25f]));
        using var after = new Predictor(large, WeightInheritance.Grow(large, weights, 8), new Normalization([0.5f], [0.25f]));
        var (expected, actual) = (before.Predict(images).Logits, after.Predict(images).Logits);
        Assert.Contains(expected, logit => Math.Abs(logit) > 1e-2);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4);
    }
}
