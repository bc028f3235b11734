using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Latency;

namespace ISyNet.Reports.Profiles;

/// <summary>One network at one batch on a device, with what the reader must know.</summary>
/// <param name="Cost">What a latency model says of it.</param>
/// <param name="Notes">One sentence each: operators that are not known and how they were costed.</param>
public sealed record NetworkProfile(NetworkCost Cost, ImmutableArray<string> Notes)
{
    /// <summary>The slowest operations and the effects of changes; null if not requested.</summary>
    public NetworkAdvice? Advice { get; init; }

    /// <summary>The number of the candidate of a study that it is; null if it is none. Charts give it the look that it has on all pages of the study.</summary>
    public int? Candidate { get; init; }

    /// <summary>Whether a search chose it.</summary>
    public bool IsChosen { get; init; }

    internal string Name => Cost.Lowered.Network.Name;

    internal string Label => string.Create(CultureInfo.InvariantCulture, $"{Name}, batch {Cost.Batch}");
}
