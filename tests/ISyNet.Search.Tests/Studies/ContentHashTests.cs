using ISyNet.Hardware.Devices;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;

namespace ISyNet.Search.Tests.Studies;

/// <summary>A hash follows what a device or a space holds, not how its file is laid out or described.</summary>
public class ContentHashTests
{
    private const string Edges = """
        { "format": "isynet.space/1", "name": "mine", "description": "one", "input": "1x28x28", "classes": 10, "block": "edges", "edges": 3,
          "operations": ["conv_3x3", "conv_1x1", "identity"], "expansions": [1, 2], "lastActivations": ["Relu"], "skips": ["Add"],
          "channelMultiple": 8, "stages": [ { "strides": [1], "widths": [16, 32], "depths": [1, 2, 3] } ] }
        """;

    private const string Inverted = """
        { "format": "isynet.space/1", "name": "mine", "input": "1x28x28", "classes": 10, "block": "inverted",
          "stem": { "channels": 16, "kernel": 3, "stride": 1, "maxPool": false }, "kernels": [3, 5], "expansions": [2], "squeezeRatio": 4,
          "stages": [ { "strides": [1], "widths": [16, 32], "depths": [1, 2, 3] } ] }
        """;

    private static readonly Device Ascend = DeviceCatalog.Find("ascend310")!;

    [Fact]
    public void Layout_names_and_descriptions_change_nothing()
    {
        var before = Hash(Edges);
        Assert.Equal(before, Hash(Edges.Replace("\n", "", StringComparison.Ordinal)));
        Assert.Equal(before, Hash(Edges.Replace("\"mine\"", "\"yours\"", StringComparison.Ordinal).Replace("\"one\"", "\"two\"", StringComparison.Ordinal)));
        Assert.Equal(OfDevice(Ascend), OfDevice(DeviceFile.Parse(DeviceFile.Write(Ascend).Replace("\n", " ", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(Edges, "[16, 32]", "[16, 48]")]
    [InlineData(Edges, "[1, 2, 3]", "[1, 2]")]
    [InlineData(Edges, "\"strides\": [1]", "\"strides\": [2]")]
    [InlineData(Edges, "\"edges\": 3", "\"edges\": 2")]
    [InlineData(Edges, ", \"conv_1x1\"", "")]
    [InlineData(Edges, ", \"identity\"", "")]
    [InlineData(Edges, "\"expansions\": [1, 2]", "\"expansions\": [1]")]
    [InlineData(Edges, "[\"Relu\"]", "[\"Linear\"]")]
    [InlineData(Edges, "[\"Add\"]", "[\"None\"]")]
    [InlineData(Edges, "\"channelMultiple\": 8", "\"channelMultiple\": 4")]
    [InlineData(Edges, "\"classes\": 10", "\"classes\": 11")]
    [InlineData(Edges, "1x28x28", "1x32x32")]
    [InlineData(Inverted, "\"squeezeRatio\": 4", "\"squeezeRatio\": 8")]
    [InlineData(Inverted, "[3, 5]", "[3, 7]")]
    [InlineData(Inverted, "\"channels\": 16", "\"channels\": 24")]
    [InlineData(Inverted, "\"squeezeRatio\": 4", "\"squeezeRatio\": 4, \"activation\": \"Relu\"")]
    public void Every_change_of_a_space_is_seen(string space, string part, string changed)
    {
        Assert.Contains(part, space, StringComparison.Ordinal);
        Assert.NotEqual(Hash(space), Hash(space.Replace(part, changed, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_change_of_a_device_is_seen()
    {
        Assert.NotEqual(OfDevice(Ascend), OfDevice(Ascend with { Cores = Ascend.Cores + 1 }));
        Assert.NotEqual(OfDevice(Ascend), OfDevice(Ascend with { Constants = Ascend.Constants with { OperationOverheadUs = Ascend.Constants.OperationOverheadUs * 1.0001 } }));
        Assert.Equal(DeviceCatalog.Names.Length, DeviceCatalog.Names.Select(name => OfDevice(DeviceCatalog.Find(name)!)).Distinct().Count());
    }

    [Fact]
    public void What_was_not_recorded_is_no_change()
    {
        var made = new StudySpec("mine.json", "1x28x28", 10, "its.json", 16, null, "random", 8, 1) { Contents = new ContentHashes("d", "s", "i") };
        Assert.Null(made.ChangeOf(new ContentHashes()));
        Assert.Null((made with { Contents = new ContentHashes() }).ChangeOf(made.Contents));
        Assert.Null(made.ChangeOf(made.Contents));
        Assert.Equal(made.Contents, StudySpecJson.Read(StudySpecJson.Write(made)).Contents);
    }

    private static string Hash(string space) => ContentHashes.Create(Ascend, SpaceFile.Parse(space)).Space!;

    private static string OfDevice(Device device) => ContentHashes.Create(device, SpaceCatalog.Find("isynet-small")!).Device!;
}
