using System.Text.Json.Nodes;
using CsCheck;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;

namespace ISyNet.Graph.Tests;

/// <summary>The JSON of the paper's release, read and written as it is.</summary>
public class ReferenceFormat
{
    private const string N1Stage3 = """
        {"expantionFactor": 2, "operations": [{"op": "conv_3x3", "group": 1}, {"op": "conv_1x1", "group": 1},
         {"op": "conv_3x3", "group": 1}, {"op": "identity", "group": 1}],
         "lastActivation": "Relu", "skipType": "add", "nBlocks": 6, "cIncrease": 0}
        """;

    private static readonly Gen<ReferenceBlock> GenBlock =
        from ops in Gen.OneOf(Edge.All.ToArray()).Array[4]
        from expansion in Gen.OneOf(0.5, 1.0, 2.0, 3.0)
        from last in Gen.OneOf("Relu", "Linear")
        from skip in Gen.OneOf("noSkip", "add", "concat")
        from blocks in Gen.Int[1, 9]
        from increase in Gen.Int[0, 2]
        select new ReferenceBlock(expansion, [.. ops.Select(e => new ReferenceEdge(e.OpName))], last, skip, blocks, increase);

    private static string OneStage(string stage) =>
        """{"nStages": 1, "nEdgesInBlock": 4, "Blocks": {"0": STAGE}}""".Replace("STAGE", stage, StringComparison.Ordinal);

    [Theory]
    [InlineData("ISyNet-N0")]
    [InlineData("ISyNet-N1")]
    [InlineData("ISyNet-N1-S1")]
    [InlineData("ISyNet-N1-S2")]
    [InlineData("ISyNet-N1-S3")]
    [InlineData("ISyNet-N2")]
    [InlineData("ISyNet-N3")]
    [InlineData("ISyNet-N3-S2")]
    public void The_family_survives_reading_and_writing(string name)
    {
        var architecture = ModelZoo.Find(name)!;
        var again = ArchitectureFile.Parse(ArchitectureFile.WriteReference(architecture), name);
        Assert.Equal(ArchitectureFile.Write(architecture), ArchitectureFile.Write(again));
    }

    [Fact]
    public void Every_key_comes_back_as_it_was()
    {
        var json = OneStage(N1Stage3);
        var written = ArchitectureFile.WriteReference(ArchitectureFile.Parse(json));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(written)), written);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Any_release_architecture_survives_reading_and_writing() => GenBlock.Array[1, 5].ForAll(blocks =>
    {
        var reference = new ReferenceArchitecture(blocks.Length, 4, blocks.Select((b, s) => (b, s)).ToDictionary(p => $"{p.s}", p => p.b));
        var architecture = reference.ToArchitecture("x", Shape.Map(3, 224, 224), 1000);
        var again = ReferenceArchitecture.From(architecture).ToArchitecture("x", Shape.Map(3, 224, 224), 1000);
        Assert.Equal(ArchitectureFile.Write(architecture), ArchitectureFile.Write(again));
    });

    [Theory]
    [InlineData("""{"nStages": 2, "nEdgesInBlock": 4, "Blocks": {"0": STAGE}}""", "\"1\"")]
    [InlineData("""{"nStages": 1, "nEdgesInBlock": 3, "Blocks": {"0": STAGE}}""", "nEdgesInBlock is 3")]
    [InlineData("""{"nStages": 99, "nEdgesInBlock": 4, "Blocks": {}}""", "nStages is 99")]
    [InlineData("""{"nStages": 1, "nEdgesInBlock": 4, "Blocks": """, "line")]
    [InlineData("""{"nStages": "many", "nEdgesInBlock": 4, "Blocks": {}}""", "nStages")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "nStages")]
    public void What_is_not_sound_is_named(string json, string piece)
    {
        var error = Assert.Throws<GraphException>(() => ArchitectureFile.Parse(json.Replace("STAGE", N1Stage3, StringComparison.Ordinal)));
        Assert.Contains(piece, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("conv_3x3", "conv_9x9", "conv_9x9")]
    [InlineData("\"Relu\"", "\"Swish\"", "Swish")]
    [InlineData("\"add\"", "\"mul\"", "mul")]
    [InlineData("\"nBlocks\": 6", "\"nBlocks\": 0", "nBlocks is 0")]
    [InlineData("\"cIncrease\": 0", "\"cIncrease\": 99", "cIncrease 99")]
    public void A_wrong_value_is_named(string good, string bad, string piece)
    {
        var stage = N1Stage3.Replace(good, bad, StringComparison.Ordinal);
        var error = Assert.Throws<GraphException>(() =>
            ArchitectureFile.Parse(OneStage(stage)));
        Assert.Contains(piece, error.Message, StringComparison.Ordinal);
    }
}
