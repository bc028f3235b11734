using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware;
using ISyNet.Hardware.Advice;

namespace ISyNet.Reports.Profiles;

/// <summary>One network at one batch on a device, with what the reader must know.</summary>
/// <param name="Cost">What a latency model says of it.</param>
/// <param name="Notes">One sentence each: operators that are not known and how they were costed.</param>
public sealed record NetworkProfile(NetworkCost Cost, ImmutableArray<string> Notes)
{
    /// <summary>What is slow in it and what changes would save; null where nobody asked.</summary>
    public NetworkAdvice? Advice { get; init; }

    internal string Name => Cost.Lowered.Network.Name;

    internal string Label => string.Create(CultureInfo.InvariantCulture, $"{Name}, batch {Cost.Batch}");
}
