using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ISyNet.Reports.Charts;

/// <summary>Who did what when: a lane per worker, a bar per piece of work.</summary>
/// <param name="Title">Display title.</param>
/// <param name="Description">The chart in words, for screen readers.</param>
/// <param name="Time">The axis of time.</param>
/// <param name="Lanes">Names of the lanes, from top to bottom.</param>
/// <param name="Spans">The pieces of work.</param>
public sealed record TimelineChart(string Title, string Description, ChartAxis Time, ImmutableArray<string> Lanes, ImmutableArray<TimelineSpan> Spans) : Chart(Title, Description);

/// <summary>A piece of work.</summary>
/// <param name="Lane">Index of its lane.</param>
/// <param name="Start">When it began, on the axis of time.</param>
/// <param name="End">When it ended, or now.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its state.</param>
/// <param name="Text">More about it.</param>
/// <param name="Link">Where a click or Enter leads; null for nowhere.</param>
public sealed record TimelineSpan(int Lane, double Start, double End, string Name, ChartRole Role = ChartRole.Complete, string? Text = null, string? Link = null)
{
    /// <summary>The number of the candidate that was worked on: the colour and the marker of the bar follow from it, on every page; null if it is none.</summary>
    public int? Candidate { get; init; }

    /// <summary>Whether its candidate is the chosen one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsChosen { get; init; }
}
