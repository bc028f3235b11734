using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;

namespace ISyNet.Hardware;

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
            var device = StrictJson.Parse(WithFamily(json), Format).Deserialize<Device>(DeviceJson.Default.Options);
            return DeviceValidation.FirstProblem(device) is { } problem ? throw new DeviceException(problem) : device;
        }
        catch (ISyNetException error) when (error is not DeviceException)
        {
            throw new DeviceException(error.Message, error);
        }
    }

    /// <summary>The text of a device.</summary>
    public static string Write(Device device) => StrictJson.Serialize(device, Format, DeviceJson.Default.Options) + "\n";

    /// <summary>Writes a file: to a temporary name first, then renamed.</summary>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public static void Save(Device device, string path) => AtomicFile.WriteText(path, Write(device));

    // What the file leaves out is the family's; what it says goes before.
    private static string WithFamily(string json)
    {
        if (StrictJson.Parse(json).Element is var root && !(root.TryGetProperty("family", out var family) && family.ValueKind == JsonValueKind.String))
            return json;
        var part = JsonObject.Create(root)!;
        Overlay(DeviceFamily.Parts(family.GetString()!), part);
        return part.ToJsonString();
    }

    private static void Overlay(JsonObject family, JsonObject part)
    {
        foreach (var (name, value) in family)
        {
            if (!part.ContainsKey(name))
                part[name] = value?.DeepClone();
            else if (value is JsonObject below && part[name] is JsonObject above)
                Overlay(below, above);
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
