using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training.Networks;

namespace ISyNet.Training.Tests;

/// <summary>A grown network computes what the small one computes.</summary>
public class WeightInheritanceTests
{
    private static Architecture Skips(int blocks, int width, int inner, int kernel) => Net(blocks, width,
        new EdgeBlock([new(kernel), new(3)], inner, LastActivation: false, SkipKind.Add));

    private static Architecture Net(int blocks, int width, Block block) => new("net", Shape.Map(1, 12, 12), 5, null,
        [new Stage(new EdgeBlock([new(3), new(1)], 16, LastActivation: true, SkipKind.Add), 16, 2, 1), new Stage(block, width, blocks, 2)],
        new Head(32));

    [Theory]
    [InlineData(3, 16, 16, 3)]
    [InlineData(2, 32, 16, 3)]
    [InlineData(2, 16, 48, 3)]
    [InlineData(2, 16, 16, 5)]
    [InlineData(4, 48, 32, 5)]
    public void A_grown_network_begins_with_the_same_logits(int blocks, int width, int inner, int kernel)
    {
        AssertSameLogits(Skips(2, 16, 16, 3), Skips(blocks, width, inner, kernel));
    }

    [Fact]
    public void New_blocks_without_a_skip_begin_as_the_identity()
    {
        AssertDeeperIsSame(new EdgeBlock([new(3), new(5)], 16, LastActivation: true, SkipKind.None));
        AssertDeeperIsSame(new EdgeBlock([new(3), new(1)], 48, LastActivation: true, SkipKind.None));
        AssertDeeperIsSame(new EdgeBlock([new(5, Factorised: true)], 16, LastActivation: true, SkipKind.None));
        AssertDeeperIsSame(new EdgeBlock([new(3, Groups: 4)], 16, LastActivation: true, SkipKind.None));
        AssertDeeperIsSame(new EdgeBlock([new(3)], 16, LastActivation: false, SkipKind.None));
        AssertDeeperIsSame(new PlainBlock());
        AssertDeeperIsSame(new PlainBlock(BatchNorm: false));
    }

    [Fact]
    public void New_blocks_that_cannot_be_the_identity_are_drawn()
    {
        foreach (var block in new Block[] { new EdgeBlock([new(3), new(3)], 8, LastActivation: true, SkipKind.None), new EdgeBlock([new(3), new(3)], 16, LastActivation: false, SkipKind.None) })
        {
            var target = Net(3, 16, block).Build();
            var grown = WeightInheritance.Grow(target, WeightInitializer.Draw(Net(2, 16, block).Build(), 7), 8);
            var drawn = WeightInitializer.Draw(target, 8);
            foreach (var name in drawn.Names.Where(n => n.StartsWith("stages.1.blocks.2.", StringComparison.Ordinal)))
                Assert.Equal(drawn[name].Values, grown[name].Values);
        }
    }

    // Two blocks and five, also with more channels.
    private static void AssertDeeperIsSame(Block block)
    {
        AssertSameLogits(Net(2, 16, block), Net(5, 16, block));
        if (block is not EdgeBlock { Edges: [{ Groups: > 1 }, ..] })
            AssertSameLogits(Net(2, 16, block), Net(3, 32, block is EdgeBlock edges ? edges with { InnerChannels = 2 * edges.InnerChannels } : block));
    }

    private static void AssertSameLogits(Architecture before, Architecture after)
    {
        var (small, large) = (before.Build(), after.Build());
        var weights = Shifted(small, WeightInitializer.Draw(small, 7));
        var pixels = Enumerable.Range(0, 8 * 144).Select(i => (byte)(i * 37 % 256)).ToArray();
        var images = new ImageSet("pattern", small.Input, ["a", "b", "c", "d", "e"], pixels, [0, 1, 2, 3, 4, 0, 1, 2]);
        using var smaller = new Predictor(small, weights, new Normalization([0.5f], [0.25f]));
        using var larger = new Predictor(large, WeightInheritance.Grow(large, weights, 8), new Normalization([0.5f], [0.25f]));
        var (expected, actual) = (smaller.Predict(images).Logits, larger.Predict(images).Logits);
        Assert.Contains(expected, logit => Math.Abs(logit) > 1e-2);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4);
    }

    // Batch norms as a training leaves them: each channel with its own scale and shift.
    private static WeightSet Shifted(Network network, WeightSet weights)
    {
        var random = SeededRandom.Numbered(5, 0);
        var norms = network.Layers.Where(l => l.Op is BatchNorm).Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        return new WeightSet(weights.Names.Select(name => KeyValuePair.Create(name, norms.Contains(name[..name.LastIndexOf('.')]) && !name.Contains("running", StringComparison.Ordinal)
            ? weights[name] with { Values = [.. weights[name].Values.Select(v => v + (float)random.NextDouble(-0.4, 0.4))] } : weights[name])));
    }
}
