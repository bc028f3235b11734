using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ISyNet.Reports.Charts;

/// <summary>An axis: what it measures, and in which unit.</summary>
/// <param name="Label">What it measures: <c>Predicted latency</c>.</param>
/// <param name="Unit">The unit: <c>ms per image</c>; null for a count or a ratio.</param>
public sealed record ChartAxis(string Label, string? Unit = null)
{
    /// <summary>Whether it is logarithmic; values of zero and less are then left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether only whole numbers have a tick.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsWhole { get; init; }

    /// <summary>The lowest value; null to follow the data.</summary>
    public double? Min { get; init; }

    /// <summary>The highest value; null to follow the data.</summary>
    public double? Max { get; init; }

    /// <summary>Names in place of the values 0, 1, 2…, on an axis of parallel coordinates; null for numbers.</summary>
    public ImmutableArray<string>? Names { get; init; }

    /// <summary>The label with the unit.</summary>
    internal string Text => Unit is null ? Label : $"{Label} ({Unit})";
}
