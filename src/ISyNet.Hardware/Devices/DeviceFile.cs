using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;

namespace ISyNet.Hardware.Devices;

/// <summary>Reads and writes devices as JSON of format <see cref="Format"/> (docs/device-format.md).</summary>
public static class DeviceFile
{
    /// <summary>The value of <c>format</c>.</summary>
    public const string Format = "isynet.device/1";

    private const long MaxBytes = 16 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DeviceException">It cannot be read or is not sound; the message names file, field and rule.</exception>
    public static Device Load(string path)
    {
        try
        {
            return Parse(StrictJson.ReadText(path, MaxBytes));
        }
        catch (ISyNetException error)
        {
            throw new DeviceException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of a device.</summary>
    /// <exception cref="DeviceException">It is not sound; the message names field and rule.</exception>
    public static Device Parse(string json)
    {
        try
        {
            var root = StrictJson.Parse(json, Format);
            if (root.Find("family") is { Element.ValueKind: JsonValueKind.String } family)
                root = root.WithDefaults(DeviceFamily.Parts(family.Text()));
            var device = DeviceReader.Read(root);
            return DeviceValidation.FirstProblem(device) is { } problem ? throw new DeviceException(problem) : device;
        }
        catch (ISyNetException error) when (error is not DeviceException)
        {
            throw new DeviceException(error.Message, error);
        }
    }

    /// <summary>The text of a device; what it has from its family is left out.</summary>
    public static string Write(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var text = StrictJson.Serialize(device, Format, DeviceJson.Default.Options);
        if (device.Family is { } family && JsonNode.Parse(text) is JsonObject whole)
        {
            LeaveOut(whole, DeviceFamily.Parts(family));
            text = whole.ToJsonString(DeviceJson.Default.Options);
        }

        return text + "\n";
    }

    /// <summary>Writes a file: to a temporary name first, then renamed.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void Save(Device device, string path) => AtomicFile.WriteText(path, Write(device));

    private static void LeaveOut(JsonObject whole, JsonObject family)
    {
        foreach (var (name, value) in family)
        {
            if (JsonNode.DeepEquals(whole[name], value))
                whole.Remove(name);
            else if (value is JsonObject below && whole[name] is JsonObject above)
                LeaveOut(above, below);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Device))]
internal sealed partial class DeviceJson : JsonSerializerContext;
