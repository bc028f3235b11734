using System.Text.Json;
using System.Text.Json.Serialization;
using ISyNet.Reports.Html;

namespace ISyNet.Reports.Charts;

/// <summary>A text of a chart, without the characters that a page does not show either (<see cref="Markup.Clean"/>).</summary>
internal sealed class ChartText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Markup.Clean(value));
}
