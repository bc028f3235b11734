using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ISyNet.Graph;

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
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxBytes)
                throw new DeviceException($"has {info.Length} bytes, more than the {MaxBytes} that a device may have");
            return Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is DeviceException or IOException or UnauthorizedAccessException)
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
            if (JsonNode.Parse(json, null, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) is not JsonObject root)
                throw new DeviceException("is not a JSON object");
            if (root["format"] is not JsonValue format || !format.TryGetValue<string>(out var name) || name != Format)
                throw new DeviceException($"format: must be \"{Format}\"");
            root.Remove("format");
            if (root["family"] is JsonValue family && family.TryGetValue<string>(out var known))
                Overlay(DeviceFamily.Parts(known), root);
            var device = root.Deserialize(DeviceJson.Default.Device) ?? throw new DeviceException("is empty");
            return DeviceValidation.FirstProblem(device) is { } problem ? throw new DeviceException(problem) : device;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new DeviceException(OneLine(error), error);
        }
    }

    /// <summary>The text of a device.</summary>
    public static string Write(Device device)
    {
        var root = new JsonObject { ["format"] = Format };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(device, DeviceJson.Default.Device)!.AsObject())
            root[name] = value?.DeepClone();
        return root.ToJsonString(DeviceJson.Default.Options) + "\n";
    }

    /// <summary>Writes a file: to a temporary name first, then renamed.</summary>
    /// <exception cref="GraphException">The file cannot be written.</exception>
    public static void Save(Device device, string path) => AtomicFile.WriteText(path, Write(device));

    // What the file leaves out is the family's; what it says goes before.
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

    private static string OneLine(Exception error)
    {
        var text = error.Message.Split(" Path:")[0].Split(" LineNumber:")[0].ReplaceLineEndings(" ");
        return error is JsonException { Path: { } path } && path.Length > 2 ? $"{path[2..]}: {text}" : text;
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
