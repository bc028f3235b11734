using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Images;
using ISyNet.Search.Scaling;
using ISyNet.Search.Spaces;
using ISyNet.Training;
using ISyNet.Training.Networks;

namespace ISyNet.Evaluators.Tests;

/// <summary>What scaling promises to keep, growing the weights keeps: random members of a space, scaled, begin with the logits of the smaller network.</summary>
[Collection(Small.NativeMemory)]
public class GrownNetworkTests
{
    [Theory]
    [InlineData("isynet-small")]
    [InlineData("residual-bottleneck-small")]
    [InlineData("inverted-se-small")]
    public void A_network_scaled_with_its_function_begins_with_the_same_logits(string name)
    {
        var (space, device) = (SpaceCatalog.Find(name)!.For(Shape.Map(1, 28, 28), 10), DeviceCatalog.Find("ascend310")!);
        var model = LatencyModel.Create(device);
        var pixels = Enumerable.Range(0, 4 * 784).Select(i => (byte)(i * 37 % 256)).ToArray();
        var images = new ImageSet("pattern", space.Input, [.. Enumerable.Range(0, 10).Select(i => $"{i}")], pixels, [0, 1, 2, 3]);
        var deeper = 0;
        for (var i = 0; i < 6; i++)
        {
            var small = space.Sample(SeededRandom.Numbered(3, i)).ToArchitecture();
            var latency = model.Predict(small.Build(), 16).Totals.LatencyMsPerImage;
            var large = LatencyScaler.Scale(small, 1.5 * latency, model, 16, new ScalingOptions { KeepsFunction = true }).Architecture;
            deeper += large.Stages.Zip(small.Stages).Any(s => s.First.Blocks > s.Second.Blocks && s.First.Block is EdgeBlock { Skip: SkipKind.None }) ? 1 : 0;
            var weights = WeightInitializer.Draw(small.Build(), 7);
            var (expected, actual) = (Logits(small, weights), Logits(large, WeightInheritance.Grow(large.Build(), weights, 8)));
            var spread = expected.Max() - expected.Min();
            for (var k = 0; k < expected.Length; k++)
                Assert.True(Math.Abs(expected[k] - actual[k]) <= 1e-3 * Math.Max(1, spread), $"network {i}: {expected[k]} became {actual[k]}");
        }

        Assert.True(name != "isynet-small" || deeper > 0, "no drawn network got a block without a skip");

        float[] Logits(Architecture architecture, WeightSet weights)
        {
            using var predictor = new Predictor(architecture.Build(), weights, new Normalization([0.5f], [0.25f]));
            return [.. predictor.Predict(images).Logits];
        }
    }
}
