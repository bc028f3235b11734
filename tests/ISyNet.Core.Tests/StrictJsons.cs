using System.Text.Json;
using CsCheck;
using ISyNet.Core.Json;

namespace ISyNet.Core.Tests;

/// <summary>What a person may get wrong in a JSON file, and what the message says of it.</summary>
public class StrictJsons
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    private const string Sound = """
        {
          // a comment
          "format": "isynet.test/1",
          "name": "a",
          "parts": [ { "size": 1 }, { "size": 2 }, ],
        }
        """;

    [Theory]
    [InlineData("\"a\"", "3", "line 4: name must be a text")]
    [InlineData("\"size\": 2", "\"size\": 200", "line 5: parts[1].size must be a whole number from 1 to 100")]
    [InlineData("\"size\": 2", "\"sise\": 2", "line 5: parts[1] lacks the field 'size'")]
    [InlineData("isynet.test/1", "isynet.test/2", "line 3: format is 'isynet.test/2'; this version reads 'isynet.test/1'")]
    [InlineData("\"format\": \"isynet.test/1\",", "", "needs \"format\": \"isynet.test/1\"")]
    [InlineData("\"name\": \"a\",", "\"name\": \"a\", \"name\": \"b\",", "name")]
    [InlineData("\"a\",", "\"a\"", "line 5: is not valid JSON")]
    public void A_mistake_is_named_by_line_and_path(string from, string to, string message)
    {
        Assert.Equal(("a", 3), Read(Sound));
        var error = Assert.Throws<ISyNetException>(() => Read(Sound.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("\"name\": \"a\"", "\"name\": 3", "line 4: the value at name")]
    [InlineData("\"size\": 2", "\"size\": 2, \"colour\": 1", "line 5: the key 'colour' is not known (at parts[1].colour)")]
    [InlineData("\"size\": 2", "", "line 5: parts[1]: the key 'size' is missing")]
    public void A_record_is_read_as_strictly(string from, string to, string message)
    {
        Assert.Equal(2, StrictJson.Parse(Sound, "isynet.test/1").Deserialize<Whole>(Web).Parts[1].Size);
        var error = Assert.Throws<ISyNetException>(() => StrictJson.Parse(Sound.Replace(from, to, StringComparison.Ordinal), "isynet.test/1").Deserialize<Whole>(Web));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ISyNet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var whole = new Whole("b", [new Part(7)]);
        var text = StrictJson.Serialize(whole, "isynet.test/1", Web);
        Assert.Equal(7, StrictJson.Parse(text, "isynet.test/1").Deserialize<Whole>(Web).Parts[0].Size);
    }

    [Fact]
    public void Depth_is_bounded() =>
        Assert.Contains("depth", Assert.Throws<ISyNetException>(() => StrictJson.Parse(new string('[', 100) + new string(']', 100))).Message, StringComparison.Ordinal);

    [Fact, Trait("Category", Property.Category)]
    public void Any_text_is_read_or_refused_in_one_line() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Char["{}[]\",:x1 \n"]).Array[1, 6].ForAll(changes =>
        {
            var text = Sound.ToCharArray();
            foreach (var (at, with) in changes)
                text[at] = with;
            try
            {
                Read(new string(text));
            }
            catch (ISyNetException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }, cases: 2000);

    private static (string Name, int Size) Read(string json)
    {
        var root = StrictJson.Parse(json, "isynet.test/1");
        root.Allow("format", "name", "parts");
        return (root.Require("name").Text(), root.Require("parts").Items().Sum(part => part.Require("size").Int(1, 100)));
    }

    private sealed record Part(int Size);

    private sealed record Whole(string Name, Part[] Parts);
}
