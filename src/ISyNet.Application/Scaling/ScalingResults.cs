using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ISyNet.Application.Results;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;
using ISyNet.Reports;
using ISyNet.Reports.Design;
using ISyNet.Search;
using ISyNet.Search.Scaling;

namespace ISyNet.Application.Scaling;

/// <summary>
/// Writes a scaling run into a self-contained folder: the scaled architectures, <c>report.html</c> with its pictures,
/// and <c>metrics.json</c>, format <c>isynet.scaling-metrics/1</c>. Nothing is trained.
/// </summary>
/// <param name="Start">The network that was scaled.</param>
/// <param name="Scaled">One result per budget.</param>
/// <param name="Model">Predicts the costs on the device.</param>
/// <param name="Batch">Images per inference on it.</param>
public sealed record ScalingResults(Architecture Start, ImmutableArray<ScalingResult> Scaled, ILatencyModel Model, int Batch)
{
    private const string Format = "isynet.scaling-metrics/1";

    /// <summary>The scaled architectures, named after the start: <c>NAME-scaled-1</c>, <c>NAME-scaled-2</c>…</summary>
    public ImmutableArray<Architecture> Architectures => [.. Scaled.Select((s, i) => s.Architecture with { Name = $"{Start.Name}-scaled-{i + 1}" })];

    /// <summary>Writes the folder; files of those names are replaced.</summary>
    /// <param name="folder">Created when it is not there.</param>
    /// <param name="use">What may be done with what is there.</param>
    /// <param name="commandLine">The command that repeats the run, for the report.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="OccupiedException">The folder is taken.</exception>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public void Write(ScalingFolder folder, FolderUse use, string commandLine, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var held = folder.Begin(ResultKind.Scale, ImmutableSortedDictionary<string, string>.Empty.Add("network", Start.Name), use);
        foreach (var architecture in Architectures)
            AtomicFile.WriteText(folder.FileOf(architecture), ArchitectureFile.Write(architecture));
        AtomicFile.WriteText(folder.Metrics, Metrics());
        DesignReport.Write(Describe(commandLine), folder.Path, cancellation);
    }

    private string Metrics() => JsonSerializer.Serialize(new
    {
        Format,
        Device = Model.Device.Name,
        Batch,
        Start = new { Start.Name, Cost = Totals(Start.Build()) },
        Networks = Architectures.Zip(Scaled, (architecture, scaled) => new
        {
            architecture.Name,
            scaled.BudgetMsPerImage,
            Cost = Totals(scaled.Network),
            scaled.Capacity,
            scaled.IsMaximal,
            Moves = scaled.Moves.Select(move => move.ToString()),
        }),
    }, MetricsJson.Options);

    private DesignReportData Describe(string commandLine)
    {
        var largest = Scaled[^1];
        var device = Model.Device;
        return new DesignReportData(
            $"{Start.Name} scaled for {device.Name}",
            new DesignSettings("", device.Name, device.Precision.Name, Batch, Start.Input.ToString(), Start.Classes, largest.BudgetMsPerImage))
        {
            Networks =
            [
                Row(Start.Name, NetworkRole.Baseline, Start.Build(), new ScalingOptions().Capacity.Measure(Start.Build())),
                .. Architectures.Zip(Scaled, (a, s) => Row(a.Name, NetworkRole.Scaled, s.Network, s.Capacity)),
            ],
            Predicted = Model.Predict(largest.Network, Batch),
            Run = new RunRecord(commandLine, 0, DateTimeOffset.Now, [], [.. Architectures.Zip(Scaled, (a, s) => new Fact(
                string.Create(CultureInfo.InvariantCulture, $"{a.Name}, at most {s.BudgetMsPerImage:g4} ms"), string.Join(", ", s.Moves)))]),
            Notes = [.. device.Caveats, $"Latency is predicted by the {Model.Name} model of {device.Name}. None of these networks is trained; scaling uses no randomness.",
                $"The layers are those of {Architectures[^1].Name}."],
        };
    }

    private NetworkRow Row(string name, NetworkRole role, Network network, double capacity) =>
        new(name, role, Totals(network), null) { Capacity = capacity };

    private NetworkTotals Totals(Network network) => Model.Predict(network, Batch).Totals;
}
