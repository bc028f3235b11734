using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Graph;

namespace ISyNet.Cli.Terminal;

/// <summary>What <c>--json</c> prints: camelCase names, shapes as text, NaN and infinity as null.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ShapeConverter(), new DoubleConverter() },
    };

    public static void Write(object value) => Console.Out.WriteLine(Text(value));

    /// <summary>What <see cref="Write"/> prints, for a file.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, Options);

    private sealed class ShapeConverter : JsonConverter<Shape>
    {
        public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Shape.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class DoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
