using System.Globalization;

namespace ISyNet.Search.Studies;

/// <summary>
/// The worker that holds a lease on a candidate. It identifies its process, so that another process of the same machine can tell at once
/// that the owner is dead, without waiting for the lease to end. Immutable.
/// </summary>
/// <param name="Machine">Host name and, on Linux, the process-id namespace; process ids mean nothing outside it.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="ProcessStart">Start time of the process in ticks of the machine, which detects a reused process id.</param>
/// <param name="Worker">Which of the process's workers; unique in it.</param>
public sealed record LeaseOwner(string Machine, int ProcessId, long ProcessStart, string Worker)
{
    private static readonly Lazy<LeaseOwner> Self = new(() => new LeaseOwner(
        ProcessIdentity.Machine(), Environment.ProcessId, ProcessIdentity.Start(Environment.ProcessId) ?? 0, ""));

    /// <summary>An owner in this process.</summary>
    public static LeaseOwner Here(string worker) => Self.Value with { Worker = worker };

    /// <summary>Whether the owner is a process of this machine that has ended: its lease can be taken at once.</summary>
    public bool IsDead() => Machine == Self.Value.Machine && ProcessIdentity.Start(ProcessId) != ProcessStart;

    /// <summary>Its name for people: <c>host/1234</c>, the machine in small letters and the process.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Machine.Split(' ')[0].ToLowerInvariant()}/{ProcessId}");

    /// <summary>The text for a store.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Machine}/{ProcessId}/{ProcessStart}/{Worker}");

    /// <summary>Reads <see cref="ToString"/>; null when the text has another form.</summary>
    public static LeaseOwner? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        return parts.Length == 4
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var start)
            ? new LeaseOwner(parts[0], id, start, parts[3])
            : null;
    }
}
