using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ISyNet.Reports.Charts;

/// <summary>Parallel coordinates: an axis for each quantity, a line for each candidate. Ranges drawn on the axes select candidates.</summary>
/// <param name="Title">Display title.</param>
/// <param name="Description">The chart in words, for screen readers.</param>
/// <param name="Axes">The axes, at least two.</param>
/// <param name="Lines">The lines.</param>
public sealed record ParallelChart(string Title, string Description, ImmutableArray<ChartAxis> Axes, ImmutableArray<ParallelLine> Lines) : Chart(Title, Description);

/// <summary>A candidate: a value on each axis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">A value per axis.</param>
/// <param name="Text">More about it.</param>
/// <param name="Link">Where a click or Enter leads; null for nowhere.</param>
public sealed record ParallelLine(string Name, ImmutableArray<double> Values, string? Text = null, string? Link = null)
{
    /// <summary>What it stands for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChartRole Role { get; init; }

    /// <summary>The number of the candidate that it is, for one that other charts name, too: its colour and marker follow from it, on every page; null if it is none.</summary>
    public int? Candidate { get; init; }
}
