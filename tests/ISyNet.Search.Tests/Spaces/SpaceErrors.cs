using ISyNet.Search.Spaces;

namespace ISyNet.Search.Tests.Spaces;

public class SpaceErrors
{
    private const string Good = """
        {
          "format": "isynet.space/1",
          "name": "t",
          "input": "1x8x8",
          "classes": 2,
          "block": "edges",
          "edges": 2,
          "operations": ["identity", "conv_3x3"],
          "expansions": [1],
          "stages": [
            { "strides": [1], "widths": [16], "depths": [1] },
            { "strides": [2], "widths": [16], "depths": [1, 2] }
          ]
        }
        """;

    [Theory]
    [InlineData("isynet.space/1", "isynet.space/9", "line 2: format ")]
    [InlineData("\"1x8x8\"", "\"8x8\"", "line 4: input ")]
    [InlineData("\"classes\": 2", "\"classes\": 0", "line 5: classes ")]
    [InlineData("\"edges\",", "\"loops\",", "line 6: block ")]
    [InlineData("\"conv_3x3\"", "\"conv_4x4\"", "line 8: operations[1] ")]
    [InlineData(", \"conv_3x3\"", "", "line 8: operations ")]
    [InlineData("[2]", "[1]", "line 12: stages[1].strides ")]
    [InlineData("[1, 2]", "[2, 1]", "line 12: stages[1].depths[1] ")]
    [InlineData("[1, 2]", "[1, 1]", "line 12: stages[1].depths[1] ")]
    [InlineData("[1], \"widths\": [16]", "[1], \"widths\": [20]", "line 11: stages[0].widths ")]
    [InlineData("\"expansions\": [1],", "", "line 1: the file ")]
    [InlineData("\"expansions\"", "\"expansion\"", "line 9: expansion ")]
    [InlineData("\"depths\": [1] }", "\"depths\": [1] ", "line 1")]
    public void Name_line_field_and_rule(string from, string to, string start)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        var error = Assert.Throws<SearchException>(() => SpaceFile.Parse(Good.Replace(from, to, StringComparison.Ordinal)));
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("c3-i:e1:relu:add:s1:d1:w16", "has 1 stages")]
    [InlineData("c3-i:e1:relu:add:s1:d1:w16 | c3-i:e1:relu:add:s2:d9:w16", "stage 1: depth 'd9'")]
    [InlineData("c3:e1:relu:add:s1:d1:w16 | c3-i:e1:relu:add:s2:d1:w16", "stage 0")]
    public void A_wrong_genotype_names_stage_and_gene(string text, string part)
    {
        var error = Assert.Throws<SearchException>(() => SpaceFile.Parse(Good).Parse(text));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith("/nowhere/x.json: ", Assert.Throws<SearchException>(() => SpaceFile.Load("/nowhere/x.json")).Message, StringComparison.Ordinal);
}
