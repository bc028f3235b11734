using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;

namespace ISyNet.Graph.Tests;

/// <summary>Our own architecture format, and the networks it builds.</summary>
public class ArchitectureFormat
{
    private static readonly Architecture Small = new(
        "small", Shape.Map(1, 28, 28), 10, new Stem(16, 3, 1, MaxPool: false),
        [
            new Stage(new EdgeBlock([new(3), Edge.Identity, new(5, true), new(1)], 32, LastActivation: false, SkipKind.Add), 16, 2, 1),
            new Stage(new ResidualBlock(Bottleneck: true, Groups: 2, SqueezeRatio: 4), 64, 2),
            new Stage(new InvertedBlock(4, 5, 4, ActivationKind.HardSwish), 96, 2),
        ],
        new Head(128, 0.1, LastBatchNorm: true));

    [Fact]
    public void Every_kind_of_block_survives_writing_and_reading()
    {
        var text = ArchitectureFile.Write(Small);
        Assert.Equal(text, ArchitectureFile.Write(ArchitectureFile.Parse(text)));
        Assert.Equal(Small.Build().Layers.Select(l => (l.Name, l.Op, l.Output)), ArchitectureFile.Parse(text).Build().Layers.Select(l => (l.Name, l.Op, l.Output)));
    }

    [Fact]
    public void The_whole_zoo_survives_writing_and_reading() => Assert.All(ModelZoo.Names, name =>
    {
        var architecture = ModelZoo.Find(name)!;
        Assert.Equal(architecture.Build().TotalParams, ArchitectureFile.Parse(ArchitectureFile.Write(architecture)).Build().TotalParams);
    });

    /// <summary>Channels x height x width after each stage, by hand: 28 stays, halves to 14, halves to 7.</summary>
    [Fact]
    public void Strides_and_skips_give_the_shapes_of_the_rules()
    {
        var network = Small.Build();
        Shape Of(string name) => network.Layers.Single(l => l.Name == name).Output;
        Assert.Equal(Shape.Map(16, 28, 28), Of("stages.0.blocks.1.add"));
        Assert.Equal(Shape.Map(64, 14, 14), Of("stages.1.blocks.1.act"));
        Assert.Equal(Shape.Map(96, 7, 7), Of("stages.2.blocks.1.add"));
        Assert.Equal(Shape.Vector(10), network.Output);
        // The first block of a stage has no skip; the last edge is linear; the edge before it is not.
        Assert.DoesNotContain(network.Layers, l => l.Name is "stages.0.blocks.0.add" or "stages.0.blocks.0.edges.3.act");
        Assert.Contains(network.Layers, l => l.Name == "stages.0.blocks.0.edges.2.act");
    }

    [Fact]
    public void A_linear_last_activation_spares_a_convolution_that_is_not_on_the_last_edge()
    {
        var block = new EdgeBlock([new(3), new(1), Edge.Identity], 16, LastActivation: false, SkipKind.None);
        var network = new Architecture("x", Shape.Map(3, 8, 8), 2, null, [new Stage(block, 16, 1)], new Head(0)).Build();
        Assert.Equal(2, network.Layers.Count(l => l.Op is Activation));
    }

    [Theory]
    [InlineData("\"channels\": 16", "\"channels\": -1", "stages[0].channels")]
    [InlineData("\"input\": \"1x28x28\"", "\"input\": \"28\"", "input")]
    [InlineData("\"block\": \"edges\"", "\"block\": \"edge\"", "edge")]
    [InlineData("\"skip\": \"Add\"", "\"skip\": \"Plus\"", "Plus")]
    [InlineData("\"classes\": 10", "\"classes\": 1e9", "classes")]
    [InlineData("isynet.architecture/1", "isynet.architecture/9", "format")]
    public void A_wrong_value_names_its_field(string good, string bad, string piece)
    {
        var text = ArchitectureFile.Write(Small);
        Assert.Contains(good, text, StringComparison.Ordinal);
        var error = Assert.Throws<GraphException>(() => ArchitectureFile.Parse(text.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(piece, error.Message, StringComparison.Ordinal);
    }
}
