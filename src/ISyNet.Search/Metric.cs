using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Search;

/// <summary>A quantity of a network. Its name, with the unit, is its key in files; metrics with the same name are equal.</summary>
/// <param name="Name">The name in JSON and CSV, such as <c>latencyMsPerImage</c>.</param>
[JsonConverter(typeof(MetricJson))]
public sealed record Metric(string Name)
{
    /// <summary>Held-out error rate, 0 to 1.</summary>
    public static Metric Error { get; } = new("error");

    /// <summary>Predicted latency of one image on the device, ms.</summary>
    public static Metric LatencyMsPerImage { get; } = new("latencyMsPerImage");

    /// <summary>Matrix efficiency measure on the device, 0 to 1.</summary>
    public static Metric Mem { get; } = new("mem");

    /// <summary>Trained parameters.</summary>
    public static Metric Params { get; } = new("params");

    /// <summary>Multiply-accumulates of one image.</summary>
    public static Metric Macs { get; } = new("macs");

    /// <summary>The metric in words for messages, such as <c>latency</c>; the name where it is one that programs add.</summary>
    public string Words => Name switch
    {
        "error" => "held-out error",
        "latencyMsPerImage" => "latency",
        "mem" => "MEM",
        "params" => "parameters",
        "macs" => "MACs",
        _ => Name,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A metric is written as its name.</summary>
    private sealed class MetricJson : JsonConverter<Metric>
    {
        public override Metric Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { Length: > 0 } name ? new Metric(name) : throw new JsonException("a metric needs a name");

        public override void Write(Utf8JsonWriter writer, Metric value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}
