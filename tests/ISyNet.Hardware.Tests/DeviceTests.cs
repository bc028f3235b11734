using System.Text.Json;
using System.Text.Json.Nodes;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Tests;

public sealed class DeviceTests
{
    public static TheoryData<string> Names => [.. DeviceCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Shipped_devices_are_sound_and_come_back_from_their_text(string name)
    {
        var device = DeviceCatalog.Find(name)!;
        Assert.Equal(name, device.Name);
        var text = DeviceFile.Write(device);
        Assert.Equal(text, DeviceFile.Write(DeviceFile.Parse(text)));
    }

    /// <summary>Every number and truth of a device is changed in turn: what is read back must have the change.</summary>
    [Theory]
    [InlineData("ascend310")]
    [InlineData("qcs8550")]
    [InlineData("nvidia-t4")]
    public void Every_field_of_a_device_is_read(string name)
    {
        var whole = JsonNode.Parse(DeviceFile.Write(DeviceCatalog.Find(name)! with { Family = null }))!.AsObject();
        foreach (var value in Values(whole).Where(value => value.GetValueKind() != JsonValueKind.String).ToArray())
        {
            JsonNode changed = value.GetValueKind() == JsonValueKind.Number
                ? value.GetValue<double>() is var number && number == Math.Round(number) ? JsonValue.Create((long)number + 1) : JsonValue.Create(number * 1.01)
                : JsonValue.Create(value.GetValueKind() == JsonValueKind.False);
            value.ReplaceWith(changed);
            try
            {
                var read = DeviceFile.Parse(whole.ToJsonString());
                Assert.True(JsonNode.DeepEquals(whole, JsonNode.Parse(DeviceFile.Write(read))), changed.GetPath());
            }
            catch (DeviceException)
            {
                // A value out of its range was read too.
            }

            changed.ReplaceWith(value);
        }
    }

    private static IEnumerable<JsonValue> Values(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Values(field.Value)),
        JsonArray items => items.SelectMany(Values),
        JsonValue value => [value],
        _ => [],
    };

    [Fact]
    public void Ascend310_has_the_peak_of_its_data_sheet()
    {
        var device = DeviceCatalog.Find("ASCEND310")!;
        Assert.Equal(5.57e12, device.PeakMacsPerSecond, 0.005e12);
        Assert.Equal(2 * device.PeakMacsPerSecond, DeviceCatalog.Find("ascend310:int8")!.PeakMacsPerSecond);
        Assert.Equal(128, device.VectorLanes);
        Assert.Null(DeviceCatalog.Find("ascend311"));
        Assert.Null(DeviceCatalog.Find("ascend310:fp8"));
    }

    [Theory]
    [InlineData("ascend310", "\"cores\": 2", "\"cores\": 0", "cores: must be between 1 and 4096, not 0")]
    [InlineData("ascend310", "\"clockMHz\": 680", "\"clockMHz\": 680, \"clock\": 1", "clock")]
    [InlineData("ascend310", "\"cores\": 2,", "", "cores")]
    [InlineData("ascend910", "\"depth\": 16", "\"depth\": -1", "precisions[0].matrix.depth: must be between")]
    [InlineData("ascend910", "\"Cube\"", "\"Cone\"", "precisions[0].matrix.dataflow")]
    [InlineData("ascend310", "isynet.device/1", "isynet.device/9", "line 2: format is 'isynet.device/9'")]
    public void A_wrong_field_is_named(string device, string find, string replacement, string message)
    {
        var text = DeviceCatalog.Text(device);
        Assert.Contains(find, text, StringComparison.Ordinal);
        var at = text.IndexOf(find, StringComparison.Ordinal);
        var error = Assert.Throws<DeviceException>(() => DeviceFile.Parse(text[..at] + replacement + text[(at + find.Length)..]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
