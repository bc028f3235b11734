using System.Collections.Immutable;

namespace ISyNet.Reports.Charts;

/// <summary>Horizontal bars, each of one or more stacked parts: the latency of each layer by what bounds it, or the importance of parameters.</summary>
/// <param name="Title">Display title.</param>
/// <param name="Description">The chart in words, for screen readers.</param>
/// <param name="Value">The axis of the lengths.</param>
/// <param name="Parts">The parts, from the axis outwards.</param>
/// <param name="Bars">The bars, from top to bottom; a page stays readable up to about 100.</param>
public sealed record BarChart(string Title, string Description, ChartAxis Value, ImmutableArray<BarPart> Parts, ImmutableArray<ChartBar> Bars) : Chart(Title, Description);

/// <summary>What one part of each bar stands for.</summary>
public sealed record BarPart(string Name, ChartRole Role = ChartRole.Named);

/// <summary>One bar.</summary>
/// <param name="Name">Its name, beside it.</param>
/// <param name="Values">The length of each part, zero or more.</param>
/// <param name="Text">More about it.</param>
/// <param name="Link">Where a click or Enter leads; null for nowhere.</param>
public sealed record ChartBar(string Name, ImmutableArray<double> Values, string? Text = null, string? Link = null)
{
    /// <summary>The lower end of the range of its whole length; with <see cref="High"/>, a line with two ends over the bar.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the range.</summary>
    public double? High { get; init; }
}
