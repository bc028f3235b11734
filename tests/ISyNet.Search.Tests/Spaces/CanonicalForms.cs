using CsCheck;
using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Spaces;

/// <summary>Equal canonical texts if and only if equal layers, and sizes that agree with counting.</summary>
public class CanonicalForms
{
    private static readonly Gen<string> EdgeSpaces =
        from edges in Gen.Int[1, 3]
        from operations in Gen.OneOf("\"identity\",\"conv_1x1\"", "\"conv_3x3\"", "\"conv_1x1\",\"conv_1x3_3x1\"", "\"conv_3x3\",\"identity\",\"conv_5x5\"")
        from expansions in Gen.OneOf("1", "2", "0.5, 1, 2", "1, 1.25", "0.5, 0.75")
        from activations in Gen.OneOf("\"Relu\"", "\"Linear\"", "\"Linear\", \"Relu\"")
        from skips in Gen.OneOf("\"Add\"", "\"None\"", "\"Add\", \"None\", \"Concat\"", "\"None\", \"Add\"")
        from depths in Gen.OneOf("1", "2, 3", "1, 2, 4", "1, 2, 3, 4, 6")
        select $$"""
            { "format": "isynet.space/1", "name": "t", "input": "1x8x8", "classes": 2, "block": "edges", "edges": {{edges}},
              "operations": [{{operations}}], "expansions": [{{expansions}}], "lastActivations": [{{activations}}], "skips": [{{skips}}],
              "head": { "convChannels": 0 }, "stages": [ { "strides": [1, 2], "widths": [16, 32], "depths": [{{depths}}] } ] }
            """;

    [Fact, Trait("Category", Property.Category)]
    public void Edge_stages_have_one_text_per_network_and_are_counted() => EdgeSpaces.ForAll(Check, cases: 60);

    [Theory]
    [InlineData("\"block\": \"edges\", \"edges\": 2, \"operations\": [\"identity\", \"conv_3x3\"], \"expansions\": [1, 2], \"skips\": [\"None\", \"Add\"]")]
    [InlineData("\"block\": \"inverted\", \"kernels\": [3, 5], \"expansions\": [1, 1.001, 2, 6]")]
    [InlineData("\"block\": \"bottleneck\", \"reductions\": [2, 4, 64]")]
    [InlineData("\"block\": \"basic\"")]
    public void Stages_together_too(string block) => Check($$"""
        { "format": "isynet.space/1", "name": "t", "input": "1x8x8", "classes": 2, {{block}},
          "stem": { "channels": 16, "kernel": 3, "stride": 1 }, "stages": [
          { "strides": [1], "widths": [16, 32], "depths": [1, 2] }, { "strides": [2], "widths": [16, 48], "depths": [1, 2, 3] } ] }
        """);

    private static void Check(string json)
    {
        var space = SpaceFile.Parse(json);
        var textOfLayers = new Dictionary<string, string>(StringComparer.Ordinal);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var spellings = 0;
        foreach (var text in Enumeration.AllTexts(space))
        {
            spellings++;
            var canonical = space.Parse(text);
            var layers = Enumeration.Layers(NaiveReading.Read(space, text).Build());
            Assert.Equal(layers, Enumeration.Layers(canonical.ToArchitecture().Build()));
            Assert.Equal(textOfLayers.GetValueOrDefault(layers, canonical.Text), canonical.Text);
            textOfLayers[layers] = canonical.Text;
            texts.Add(canonical.Text);
            Assert.Equal(canonical, space.Parse(canonical.Text));
        }

        Assert.Equal(textOfLayers.Count, texts.Count);
        Assert.Equal(texts.Count, space.Size);
        Assert.Equal(spellings, space.RawSize);
    }
}
