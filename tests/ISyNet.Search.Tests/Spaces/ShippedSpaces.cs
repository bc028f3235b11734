using ISyNet.Graph;
using ISyNet.Graph.Zoo;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Spaces;

public class ShippedSpaces
{
    public static TheoryData<string> Names => [.. SpaceCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_build_read_back_and_encode(string name)
    {
        var space = SpaceCatalog.Find(name)!;
        Assert.Equal(name, space.Name);
        for (var number = 0; number < 50; number++)
        {
            var genotype = space.Sample(SeededRandom.Numbered(1, number));
            Assert.Equal(genotype, space.Parse(genotype.Text));
            Assert.Equal(genotype, space.Encode(genotype.ToArchitecture()));
            Assert.Equal(Shape.Vector(space.Classes), genotype.ToArchitecture().Build().Output);
        }
    }

    [Theory]
    [InlineData("N0")]
    [InlineData("N1")]
    [InlineData("N1-S1")]
    [InlineData("N1-S2")]
    [InlineData("N1-S3")]
    [InlineData("N2")]
    [InlineData("N3")]
    [InlineData("N3-S2")]
    public void The_papers_space_holds_the_released_family(string name)
    {
        var released = ModelZoo.Find(name)!;
        var genotype = SpaceCatalog.Find("isynet")!.Encode(released);
        Assert.Equal(Enumeration.Layers(released.Build()), Enumeration.Layers(genotype.ToArchitecture().Build()));
    }

    [Fact]
    public void The_small_space_holds_networks_of_1_to_20_megamacs()
    {
        var space = SpaceCatalog.Find("isynet-small")!;
        var macs = Enumerable.Range(0, 400).Select(n => space.Sample(SeededRandom.Numbered(3, n)).ToArchitecture().Build().TotalMacs).ToArray();
        Assert.Contains(macs, m => m < 2_000_000);
        Assert.InRange(macs.Count(m => m is >= 1_000_000 and <= 20_000_000), 100, 400);
    }

    [Theory]
    [InlineData(1, 28, "isynet-small")]
    [InlineData(3, 64, "isynet-small")]
    [InlineData(3, 96, "isynet-mid")]
    [InlineData(3, 192, "isynet-mid")]
    [InlineData(3, 224, "isynet")]
    public void The_space_follows_the_size_of_the_images(int channels, int side, string expected)
    {
        var space = SpaceCatalog.Default(Shape.Map(channels, side, side));
        Assert.Equal(expected, space);
        Assert.Contains(space, SpaceCatalog.Names);
    }

    [Fact]
    public void Input_and_classes_are_free()
    {
        var genotype = SpaceCatalog.Find("isynet-small")!.For(Shape.Map(3, 64, 64), 7).Sample(SeededRandom.Xoshiro(5));
        var network = genotype.ToArchitecture().Build();
        Assert.Equal(Shape.Map(3, 64, 64), network.Input);
        Assert.Equal(Shape.Vector(7), network.Output);
    }

    [Fact]
    public void Total_depth_of_samples_is_uniform()
    {
        var space = SpaceCatalog.Find("residual-basic-small")!; // no equal spellings: the distribution is seen as drawn
        const int Draws = 14_000;
        var steps = space.Stages.Sum(stage => stage.Depths.Length - 1);
        var counts = new int[steps + 1];
        for (var number = 0; number < Draws; number++)
            counts[space.Sample(SeededRandom.Numbered(11, number)).ToArchitecture().Stages.Sum(stage => stage.Blocks) - space.Stages.Length]++;
        Assert.Equal(8 + 1, counts.Length);
        var expected = (double)Draws / counts.Length;
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 0, 26.1); // the 99.9 % quantile of chi-square with 8 degrees of freedom
    }
}
