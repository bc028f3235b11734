using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Tiling;
using ISyNet.Reports.Profiles;

namespace ISyNet.Application.Profiling;

/// <summary>What networks cost on a device, at several batches. Each network is lowered once.</summary>
/// <param name="Model">Predicts the costs.</param>
/// <param name="Networks">The networks, with what the reader must know of each.</param>
/// <param name="Batches">Images per batch.</param>
public sealed record ProfileRun(ILatencyModel Model, ImmutableArray<(Network Network, ImmutableArray<string> Notes)> Networks, ImmutableArray<int> Batches)
{
    /// <summary>Where the layers are written as CSV; nowhere when null.</summary>
    public string? Csv { get; init; }

    /// <summary>Where the page is written; nowhere when null.</summary>
    public string? Html { get; init; }

    /// <summary>Where the tile schedule is written as a Chrome trace; nowhere when null. It takes one network, one batch and the tile schedule.</summary>
    public string? Trace { get; init; }

    /// <summary>Predicts, and writes the files.</summary>
    /// <param name="cancellation">Stops within a second.</param>
    /// <exception cref="ISyNetException">A network cannot be costed, or a file not be written.</exception>
    public ImmutableArray<ProfileRecord> Run(CancellationToken cancellation)
    {
        var lowered = Networks.Select(n => (Network: NetworkLowering.Lower(n.Network, Model.Device), n.Notes)).ToArray();
        if (Trace is not null && Model is TileScheduleModel tiles && lowered is [var only] && Batches is [var count])
            ChromeTrace.Save(tiles.Schedule(only.Network, count, cancellation), Trace);
        NetworkProfile[] predicted =
            [.. lowered.SelectMany(n => Batches.Select(batch => Model.Predict(n.Network, batch, cancellation)).Select(cost => new NetworkProfile(cost, [.. n.Notes, .. cost.Caveats])))];
        if (Html is not null)
            ProfileReport.Create(DeviceRates.FromDevice(Model.Device), [.. predicted.Select(p => Advised(p, cancellation))]).WriteFile(Html);
        ImmutableArray<ProfileRecord> records = [.. predicted.Select(p => ProfileRecord.FromCost(p.Cost, p.Notes, Model))];
        if (Csv is not null)
            ProfileCsv.Save(Csv, records);
        return records;
    }

    // Advice comes from the device's best model; beside figures of another one it would not add up.
    private NetworkProfile Advised(NetworkProfile profile, CancellationToken cancellation) => Model.Name == LatencyModel.Create(Model.Device).Name
        ? profile with { Advice = NetworkAdvice.Create(Model, profile.Cost, cancellation) }
        : profile;
}
