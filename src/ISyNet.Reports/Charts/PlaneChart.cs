using System.Collections.Immutable;

namespace ISyNet.Reports.Charts;

/// <summary>Points and lines in a plane: a Pareto front, curves, a hypervolume in steps, a roofline.</summary>
/// <param name="Title">Display title.</param>
/// <param name="Description">The chart in words, for screen readers.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">The series; later ones are drawn over earlier ones.</param>
public sealed record PlaneChart(string Title, string Description, ChartAxis X, ChartAxis Y, ImmutableArray<ChartSeries> Series) : Chart(Title, Description)
{
    /// <summary>Lines across the whole chart, such as a latency budget.</summary>
    public ImmutableArray<ChartRule> Rules { get; init; } = [];
}

/// <summary>A line across the whole chart at one value.</summary>
/// <param name="Label">Its text: <c>budget 0.5 ms</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="IsVertical">Whether it is a value of the horizontal axis.</param>
public sealed record ChartRule(string Label, double Value, bool IsVertical = true);
