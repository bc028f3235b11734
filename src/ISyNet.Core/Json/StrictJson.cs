using System.Text.Json;
using System.Text.Json.Nodes;

namespace ISyNet.Core.Json;

/// <summary>
/// Reads our JSON files, which a person may have written: bounded in size and depth, no duplicate keys, comments and trailing commas
/// allowed. Errors name line, path and rule.
/// </summary>
public static class StrictJson
{
    /// <summary>The default largest size of a file in bytes: 1 MiB.</summary>
    public const long MaxBytes = 1 << 20;

    private const int MaxDepth = 64;
    private const string FormatKey = "format";

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
    };

    /// <summary>The text of a file.</summary>
    /// <exception cref="ISyNetException">It cannot be read, or is larger than allowed; the message does not name the file.</exception>
    public static string ReadText(string path, long maxBytes = MaxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new FileInfo(path) is { Exists: true, Length: var length } && length > maxBytes
                ? throw new ISyNetException($"has {length} bytes, more than the {maxBytes} allowed")
                : File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ISyNetException(error switch
            {
                _ when Directory.Exists(path) => "is a folder, not a file: name the file in it",
                FileNotFoundException or DirectoryNotFoundException => "no such file",
                UnauthorizedAccessException => "no permission to read it",
                _ => error.Message,
            }, error);
        }
    }

    /// <summary>Parses a text that must be an object.</summary>
    /// <exception cref="ISyNetException">It is not valid JSON, or not an object; the message names the line.</exception>
    public static JsonField Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (string.IsNullOrWhiteSpace(json))
            throw new ISyNetException("is empty");
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = new JsonField(document.RootElement.Clone(), "", new Lazy<IReadOnlyDictionary<string, int>>(() => JsonLines.Find(json)));
            return root.Element.ValueKind == JsonValueKind.Object ? root : throw root.Error("is not a JSON object");
        }
        catch (JsonException error)
        {
            throw new ISyNetException($"line {error.LineNumber + 1}: is not valid JSON: {JsonProblem.WithoutPlace(error)}", error);
        }
    }

    /// <summary>Parses a text in one of our formats.</summary>
    /// <param name="json">The text.</param>
    /// <param name="format">The value of its key <c>format</c>, such as <c>isynet.device/1</c>.</param>
    /// <exception cref="ISyNetException">It is not valid JSON, not an object, or of another format.</exception>
    public static JsonField Parse(string json, string format)
    {
        var root = Parse(json);
        var field = root.Find(FormatKey) ?? throw root.Error($"needs \"format\": \"{format}\"");
        return field.Text() == format ? root : throw field.Error($"is '{field.Text()}'; this version reads '{format}'");
    }

    /// <summary>Reads an object in one of our formats into a record; the key <c>format</c> is left out.</summary>
    /// <param name="root">The object.</param>
    /// <param name="options">How the record is written.</param>
    /// <exception cref="ISyNetException">A key is missing or unknown, or a value has the wrong type; the message names it.</exception>
    public static T Deserialize<T>(this JsonField root, JsonSerializerOptions options)
    {
        var node = JsonObject.Create(root.Element)!;
        node.Remove(FormatKey);
        try
        {
            return node.Deserialize<T>(options) ?? throw root.Error("is empty");
        }
        catch (JsonException error)
        {
            throw new ISyNetException(JsonProblem.Describe(error, root), error);
        }
        catch (ArgumentException error)
        {
            throw root.Error($"is not valid: {error.Message}");
        }
    }

    /// <summary>The text of a record in one of our formats: the key <c>format</c> first.</summary>
    public static string Serialize<T>(T record, string format, JsonSerializerOptions options)
    {
        var root = JsonSerializer.SerializeToNode(record, options)!.AsObject();
        root.Insert(0, FormatKey, format);
        return root.ToJsonString(options);
    }
}
