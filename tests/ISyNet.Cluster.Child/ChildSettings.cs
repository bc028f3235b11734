using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Search;

namespace ISyNet.Cluster.Child;

/// <summary>What a test tells the child: <c>lease=2000 sleep=100</c>… Times are in ms.</summary>
internal sealed record ChildSettings
{
    public string Study { get; private init; } = "s";

    public int Trials { get; private init; } = 8;

    public int BatchSize { get; private init; } = 4;

    public int Slots { get; private init; } = 1;

    public string? Label { get; private init; }

    public ImmutableArray<string> Labels { get; private init; } = [];

    public string Version { get; private init; } = "1";

    public TimeSpan Lease { get; private init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Poll { get; private init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan Drain { get; private init; } = TimeSpan.FromSeconds(20);

    public TimeSpan Sleep { get; private init; }

    /// <summary>Candidates from this number on wait until the file <see cref="Gate"/> is there.</summary>
    public int GateFrom { get; private init; } = int.MaxValue;

    public string Gate { get; private init; } = "";

    public static ChildSettings Parse(string[] settings) => settings.Select(text => text.Split('=', 2)).Aggregate(new ChildSettings(), (known, pair) => pair[0] switch
    {
        "study" => known with { Study = pair[1] },
        "trials" => known with { Trials = Number(pair[1]) },
        "batch" => known with { BatchSize = Number(pair[1]) },
        "slots" => known with { Slots = Number(pair[1]) },
        "label" => known with { Label = pair[1] },
        "labels" => known with { Labels = [.. pair[1].Split(',')] },
        "version" => known with { Version = pair[1] },
        "lease" => known with { Lease = Ms(pair[1]) },
        "poll" => known with { Poll = Ms(pair[1]) },
        "drain" => known with { Drain = Ms(pair[1]) },
        "sleep" => known with { Sleep = Ms(pair[1]) },
        "gatefrom" => known with { GateFrom = Number(pair[1]) },
        "gate" => known with { Gate = pair[1] },
        _ => throw new ArgumentException($"no setting {pair[0]}"),
    });

    /// <summary>What an evaluation waits for.</summary>
    public async Task WaitAsync(Candidate candidate, CancellationToken cancellation)
    {
        await Task.Delay(Sleep, cancellation);
        while (candidate.Number >= GateFrom && !File.Exists(Gate))
            await Task.Delay(20, cancellation);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Ms(string text) => TimeSpan.FromMilliseconds(Number(text));
}
