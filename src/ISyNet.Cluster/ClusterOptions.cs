namespace ISyNet.Cluster;

/// <summary>The times of a cluster. The defaults fit evaluations of seconds to days.</summary>
public sealed record ClusterOptions
{
    /// <summary>A worker without a heartbeat for this long counts as dead, and others may take its candidate.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an idle worker asks for a candidate; after a candidate it asks at once.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the store and the queue are tried again while the server does not answer, so that a restart of the server costs no result.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A message of a worker that is silent for this long is delivered again. Longer than a lease: whoever gets it then finds the candidate free. Whole seconds.
    /// </summary>
    public TimeSpan Redelivery => TimeSpan.FromSeconds(Math.Ceiling(2 * LeaseDuration.TotalSeconds));
}
