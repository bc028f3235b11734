using ISyNet.Reports.Charts;
using ISyNet.Search;

namespace ISyNet.Reports.Figures;

/// <summary>How pages show a metric of a search: its name in words, its unit, and its values in that unit. An error is shown as accuracy.</summary>
/// <param name="Metric">The metric.</param>
public sealed record MetricScale(Metric Metric)
{
    /// <summary>The name in words; that of the metric where it is none of ours.</summary>
    public string Label =>
        Metric == Metric.Error ? "Held-out accuracy"
        : Metric == Metric.LatencyMsPerImage ? "Predicted latency"
        : Metric == Metric.Mem ? "MEM"
        : Metric == Metric.Params ? "Parameters"
        : Metric == Metric.Macs ? "MACs per image"
        : Metric.Name;

    /// <summary>The unit; null for a number without one.</summary>
    public string? Unit => Metric == Metric.Error ? "%" : Metric == Metric.LatencyMsPerImage ? "ms per image" : null;

    /// <summary>The axis of a chart.</summary>
    public ChartAxis Axis => new(Label, Unit) { IsLogarithmic = IsCount };

    /// <summary>The heading of a table: the name with the unit.</summary>
    public string Title => Axis.Text;

    private bool IsCount => Metric == Metric.Params || Metric == Metric.Macs;

    /// <summary>A value of the metric in the unit.</summary>
    public double Plotted(double value) => Metric == Metric.Error ? 100 * (1 - value) : value;

    /// <summary>A value of the metric as text, without its unit; a dash for none.</summary>
    public string Text(double? value) => value is not { } number || double.IsNaN(number) ? Quantity.None
        : Metric == Metric.Error ? Quantity.Percent(1 - number)
        : Metric == Metric.Mem ? Quantity.Fraction(number)
        : IsCount ? Quantity.Count(number)
        : Quantity.Significant(number);
}
