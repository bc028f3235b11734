using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ISyNet.Reports.Charts;

/// <summary>Points that belong together, under one name.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Points">The points; those with a coordinate that is not finite are left out.</param>
public sealed record ChartSeries(string Name, ImmutableArray<ChartPoint> Points)
{
    /// <summary>What the series stands for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChartRole Role { get; init; }

    /// <summary>The number of the candidate that the points are of: its colour and marker follow from it, on every page; null if it is none.</summary>
    public int? Candidate { get; init; }

    /// <summary>The number of the class of objects that the points are of, from 0: its colour is that of its boxes in pictures; null if it is none.</summary>
    public int? Class { get; init; }

    /// <summary>How a line connects the points, in their order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChartLine Line { get; init; }

    /// <summary>Whether its line is dashed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDashed { get; init; }
}

/// <summary>How a line connects points.</summary>
public enum ChartLine
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By straight pieces.</summary>
    Straight,

    /// <summary>By steps: a value holds until the next point.</summary>
    Steps,
}

/// <summary>A point of a chart.</summary>
/// <param name="X">Its position on the horizontal axis.</param>
/// <param name="Y">Its position on the vertical axis.</param>
/// <param name="Name">Its name; null if only its series has one.</param>
/// <param name="Text">More about it, for the text that pointer and keyboard show; lines are separated by a line feed.</param>
/// <param name="Link">Where a click or Enter leads: an address or a fragment of the page; null for nowhere.</param>
public sealed record ChartPoint(double X, double Y, string? Name = null, string? Text = null, string? Link = null)
{
    /// <summary>The lower end of the range at this point; with <see cref="High"/>, a band around the line.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the range.</summary>
    public double? High { get; init; }
}
