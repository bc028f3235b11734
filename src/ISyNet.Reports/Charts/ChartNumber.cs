using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Reports.Charts;

/// <summary>A number of a chart: JSON has no infinities, so a number that is not finite is a gap, <c>null</c>.</summary>
internal sealed class ChartNumber : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
