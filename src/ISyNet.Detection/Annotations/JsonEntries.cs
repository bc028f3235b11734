using System.Text.Json;

namespace ISyNet.Detection.Annotations;

/// <summary>Opens annotation files of a bounded size and reads their fields. Errors give file and place.</summary>
internal static class JsonEntries
{
    private const long MaxBytes = 1L << 31;

    public static JsonDocument Open(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } large)
                throw new DetectionException($"{path}: has {large.Length} bytes, more than the limit of {MaxBytes} for annotations");
            var bytes = File.ReadAllBytes(path);
            NonFiniteNumbers.Blank(bytes);
            var mark = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
            return JsonDocument.Parse(bytes.AsMemory(mark), new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException error)
        {
            throw new DetectionException($"{path}: is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {error.Message.Split(". ")[0]}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DetectionException($"{path}: {error.Message}", error);
        }
    }

    public static JsonElement Array(JsonElement root, string key, string path) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
            ? list
            : throw new DetectionException($"{path}: has no list '{key}': COCO annotations have images, categories and annotations{Stranger(root)}");

    private static string Stranger(JsonElement root) => root switch
    {
        { ValueKind: JsonValueKind.Object } when root.TryGetProperty("shapes", out _) && root.TryGetProperty("imagePath", out _) => "; this is LabelMe's own format: export as COCO",
        { ValueKind: JsonValueKind.Array } when root.GetArrayLength() > 0 && Field(root[0], "bbox") is not null => "; this is a results file of a detector",
        { ValueKind: JsonValueKind.Array } when root.GetArrayLength() > 0 && Field(root[0], "data") is not null => "; this is Label Studio's own format: export as COCO",
        _ => "",
    };

    public static long? Whole(JsonElement entry, string key) =>
        Field(entry, key) is { ValueKind: JsonValueKind.Number } value
            ? value.TryGetInt64(out var whole) ? whole : value.GetDouble() is var real && real == Math.Truncate(real) && Math.Abs(real) < 1e15 ? (long)real : null
            : null;

    public static double? Real(JsonElement entry, string key) =>
        Field(entry, key) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static string? Text(JsonElement entry, string key) =>
        Field(entry, key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Whether the value is 1 or true.</summary>
    public static bool Flag(JsonElement entry, string key) =>
        Field(entry, key) is { } value && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetDouble() != 0));

    /// <summary>Four numbers; null if the value is something else.</summary>
    public static Box? Box(JsonElement entry)
    {
        if (Field(entry, "bbox") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() != 4)
            return null;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number)
                return null;
        }

        return new Box(list[0].GetDouble(), list[1].GetDouble(), list[2].GetDouble(), list[3].GetDouble());
    }

    private static JsonElement? Field(JsonElement entry, string key) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out var value) ? value : null;
}
