using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ISyNet.Core.Results;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware;
using ISyNet.Reports;
using ISyNet.Reports.Design;
using ISyNet.Search.Scaling;

namespace ISyNet.Design.Scaling;

/// <summary>
/// Writes a scaling run into a folder that needs nothing else: the scaled architectures, <c>report.html</c> with its pictures,
/// and <c>metrics.json</c>, format <c>isynet.scaling-metrics/1</c>. Nothing is trained for it.
/// </summary>
/// <param name="Start">The network that was grown.</param>
/// <param name="Scaled">One result per budget.</param>
/// <param name="Appraisal">The device model and batch.</param>
public sealed record ScalingResults(Architecture Start, ImmutableArray<ScalingResult> Scaled, DeviceAppraisal Appraisal)
{
    private const string Format = "isynet.scaling-metrics/1";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The scaled architectures, named after the start: <c>NAME-scaled-1</c>, <c>NAME-scaled-2</c>…</summary>
    public ImmutableArray<Architecture> Architectures => [.. Scaled.Select((s, i) => s.Architecture with { Name = $"{Start.Name}-scaled-{i + 1}" })];

    /// <summary>The file that <see cref="Write"/> gives an architecture.</summary>
    public static string FileOf(Architecture architecture, string folder)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        // The name may come from a file: nothing of it leads out of the folder.
        var name = string.Concat(architecture.Name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ' ? c : '_'));
        return Path.Combine(folder, $"{name}.json");
    }

    /// <summary>Writes the folder; files of those names are replaced.</summary>
    /// <param name="folder">Created when it is not there.</param>
    /// <param name="commandLine">The command that repeats the run, for the report.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public void Write(string folder, string commandLine, CancellationToken cancellation = default)
    {
        new ResultManifest(ResultKind.Scale, ImmutableSortedDictionary<string, string>.Empty.Add("network", Start.Name)).Write(folder);
        foreach (var architecture in Architectures)
            AtomicFile.WriteText(FileOf(architecture, folder), ArchitectureFile.Write(architecture));
        AtomicFile.WriteText(Path.Combine(folder, ResultFiles.Metrics), Metrics());
        DesignReport.Write(Describe(commandLine), folder, cancellation);
    }

    private string Metrics() => JsonSerializer.Serialize(new
    {
        Format,
        Device = Appraisal.Model.Device.Name,
        Appraisal.Batch,
        Start = new { Start.Name, Cost = Appraisal.CostOf(Start.Build()) },
        Networks = Architectures.Zip(Scaled, (architecture, scaled) => new
        {
            architecture.Name,
            scaled.BudgetMsPerImage,
            Cost = Appraisal.CostOf(scaled.Network),
            scaled.Capacity,
            scaled.IsMaximal,
            Moves = scaled.Moves.Select(move => move.ToString()),
        }),
    }, Options);

    private DesignReportData Describe(string commandLine)
    {
        var largest = Scaled[^1];
        var device = Appraisal.Model.Device;
        return new DesignReportData(
            $"{Start.Name}: scaled for {device.Name}",
            new DesignSettings("No images", device.Name, device.Precision.Name, Appraisal.Batch, Start.Input.ToString(), Start.Classes, largest.BudgetMsPerImage))
        {
            Networks = [Row(Start.Name, NetworkRole.Baseline, Start.Build()), .. Architectures.Zip(Scaled, (a, s) => Row(a.Name, NetworkRole.Scaled, s.Network))],
            Layers = Appraisal.Model.Predict(largest.Network, Appraisal.Batch).Operations,
            Run = new RunRecord(commandLine, 0, DateTimeOffset.Now, [], [.. Architectures.Zip(Scaled, (a, s) => new Fact(
                string.Create(CultureInfo.InvariantCulture, $"{a.Name}, at most {s.BudgetMsPerImage:g4} ms"), string.Join(", ", s.Moves)))]),
            Notes = [.. device.Unmeasured is { } unmeasured ? [unmeasured] : Array.Empty<string>(), $"Latency is predicted by the {Appraisal.Model.Name} model of {device.Name}. None of these networks is trained; scaling uses no randomness.",
                $"The layers are those of {Architectures[^1].Name}."],
        };
    }

    private NetworkResult Row(string name, NetworkRole role, Network network)
    {
        var cost = Appraisal.CostOf(network);
        return new NetworkResult(name, role, cost, null);
    }
}
