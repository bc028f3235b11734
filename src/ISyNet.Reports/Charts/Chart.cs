using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Reports.Charts;

/// <summary>
/// A chart that answers pointer and keyboard: what it shows, as data. <c>charts.js</c> draws it in a browser, in a report as on a live page, from the
/// JSON of <see cref="ToJson"/> (docs/charts.md).
/// </summary>
/// <param name="Title">Display title.</param>
/// <param name="Description">The chart in words, for screen readers.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PlaneChart), "plane")]
[JsonDerivedType(typeof(BarChart), "bars")]
[JsonDerivedType(typeof(ParallelChart), "parallel")]
[JsonDerivedType(typeof(TimelineChart), "timeline")]
[JsonDerivedType(typeof(MatrixChart), "matrix")]
public abstract record Chart(string Title, string Description)
{
    /// <summary>Options of the JSON form, for a host that sends charts among other data.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ChartNumber(), new ChartText() },
    };

    /// <summary>The JSON form. It contains no character that would end a script element.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);
}
