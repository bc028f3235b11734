using ISyNet.Cli.Terminal;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Search;

namespace ISyNet.Cli.Commands.Studies;

/// <summary>How a table shows a metric of a search: its header in words with the unit, its values in that unit.</summary>
internal static class MetricColumn
{
    /// <summary>The column; on a narrow terminal the last metrics are left out first, and never the first two.</summary>
    public static Column Create(Metric metric, int place) => new(Header(metric), place < 2 ? 0 : place);

    /// <summary>A value for the column.</summary>
    public static string Text(Metric metric, QualityScale scale, double value)
    {
        if (metric == Metric.Error)
            return scale.JudgedImages > 0 && value is >= 0 and <= 1 ? Accuracy.FromShare(1 - value, scale.JudgedImages).Cell : Quantity.Percent(1 - value);
        return metric == Metric.LatencyMsPerImage ? Quantity.Ms(value) : metric == Metric.Mem ? Quantity.Ratio(value) : Quantity.Short(value);
    }

    private static string Header(Metric metric) => metric.Name switch
    {
        "error" => "held-out accuracy (%)",
        "latencyMsPerImage" => "latency (ms/image)",
        _ => metric.Words,
    };
}
