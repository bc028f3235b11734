using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    private sealed class ShapeConverter : JsonConverter<Shape>
    {
        public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Shape.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
