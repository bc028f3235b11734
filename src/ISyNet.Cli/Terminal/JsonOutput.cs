using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Application;

namespace ISyNet.Cli.Terminal;

/// <summary>What <c>--json</c> prints: results as in <c>metrics.json</c>, but NaN and infinity as null.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(MetricsJson.Options)
    {
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new DoubleConverter() },
    };

    public static void Write(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));

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
