using System.Text.Json;

namespace ISyNet.Search.Tests;

/// <summary>Values are found by their metric whatever their order, and are written as an object by name.</summary>
public class MetricValuesTests
{
    private static readonly MetricValues Some = [(Metric.Params, 3), (Metric.Error, 0.5)];

    [Fact]
    public void A_value_is_found_by_the_name_of_its_metric()
    {
        Assert.Equal(0.5, Some[new Metric("error")]);
        Assert.Equal((null, double.NaN), (Some.Find(Metric.Mem), Some.OrNaN(Metric.Mem)));
        Assert.Throws<KeyNotFoundException>(() => Some[Metric.Mem]);
        Assert.Throws<ArgumentException>(() => { MetricValues twice = [(Metric.Error, 1), (Metric.Error, 2)]; });
    }

    [Fact]
    public void More_values_never_replace_those_that_are_there()
    {
        MetricValues more = [(Metric.Error, 0.1), (Metric.Macs, 7)];
        MetricValues both = [(Metric.Error, 0.5), (Metric.Macs, 7), (Metric.Params, 3)];
        Assert.Equal(both, Some.With(more));
        Assert.Equal(both.GetHashCode(), Some.With(more).GetHashCode());
        Assert.NotEqual(both, Some);
    }

    [Fact]
    public void The_text_is_an_object_in_order_of_names()
    {
        var text = JsonSerializer.Serialize(Some, JsonSerializerOptions.Web);
        Assert.Equal("""{"error":0.5,"params":3}""", text);
        Assert.Equal(Some, JsonSerializer.Deserialize<MetricValues>(text, JsonSerializerOptions.Web));
    }
}
