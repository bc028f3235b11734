using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;
using ISyNet.Graph;

namespace ISyNet.Application;

/// <summary>How results are written as JSON: camelCase names, shapes and choices as text.</summary>
public static class MetricsJson
{
    /// <summary>The options of every <c>metrics.json</c>.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        // The figures of a failed check may be infinite.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ShapeConverter() },
    };

    private static readonly JsonSerializerOptions Strict = new(Options) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Reads a record from a file of ours: every field must be there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="maxBytes">The largest size that is read.</param>
    /// <exception cref="ISyNetException">There is no such file, or it is not valid; the message names it.</exception>
    internal static T Read<T>(string file, string format, long maxBytes = 1 << 20)
    {
        try
        {
            return StrictJson.Parse(StrictJson.ReadText(file, maxBytes), format).Deserialize<T>(Strict);
        }
        catch (ISyNetException error)
        {
            throw new ISyNetException($"{file}: {error.Message}", error);
        }
    }

    private sealed class ShapeConverter : JsonConverter<Shape>
    {
        public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Shape.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
