using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports;
using ISyNet.Reports.Design;
using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Application.Studies;

/// <summary>
/// Writes the results of a study so far into a self-contained folder: <c>report.html</c> with its pictures,
/// <c>trials.csv</c>, <c>metrics.json</c> and the best network's <c>architecture.json</c>. Nothing is trained.
/// </summary>
public static class StudyResults
{
    /// <summary>Writes the folder; files of those names are replaced.</summary>
    /// <param name="contents">The study.</param>
    /// <param name="space">Its space.</param>
    /// <param name="device">Its device.</param>
    /// <param name="folder">Created if it does not exist.</param>
    /// <param name="commandLine">The command that repeats this, for the report.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="StudyException">No candidate within the bounds is complete yet.</exception>
    /// <exception cref="ISyNetException">A file cannot be written.</exception>
    public static void Write(
        StudyContents contents, SearchSpace space, Device device, StudyFolder folder, string commandLine, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(folder);
        var best = contents.Best
            ?? throw new StudyException($"study '{contents.Study.Name}' has no complete candidate within its bounds yet: run it first");
        var architecture = space.Parse(best.Proposal.Genotype).ToArchitecture() with { Name = $"{contents.Study.Name}-{best.Number}" };
        folder.Mark(contents.Study.Name);
        folder.Save(architecture);
        cancellation.ThrowIfCancellationRequested();
        StudyCsv.Save(folder.Trials, contents);
        StudyMetrics.Save(folder.Metrics, contents);
        DesignReport.Write(Describe(contents, architecture, best, device, commandLine), folder.Path, cancellation);
    }

    private static DesignReportData Describe(
        StudyContents contents, Architecture architecture, StudyCandidate best, Device device, string commandLine)
    {
        var spec = contents.Study.Spec;
        var model = LatencyModel.Create(device);
        var network = architecture.Build();
        var predicted = model.Predict(network, spec.Batch);
        return new DesignReportData(
            $"Study {contents.Study.Name}: networks for {device.Name}",
            new DesignSettings(spec.Evaluator.Data ?? "no data", device.Name, device.Precision.Name, spec.Batch, spec.Input, spec.Classes, spec.BudgetLatencyMs))
        {
            Networks = [new NetworkRow(architecture.Name, NetworkRole.Designed, predicted.Totals, null)],
            Search = contents,
            Hypervolume = [HypervolumeSeries.FromCurve(StudyComparison.Create([contents]).Curves[0])],
            Predicted = predicted,
            Run = new RunRecord(commandLine, unchecked((long)spec.Seed), DateTimeOffset.Now, [], Facts(contents)),
            Notes = [.. model.Device.Caveats, $"Latency is predicted by the {model.Name} model of {device.Name}; candidates were judged by {spec.Evaluator.Kind ?? "an evaluator of its own"}, without test images, and the best one is not trained to the end yet."],
        };
    }

    private static ImmutableArray<Fact> Facts(StudyContents contents)
    {
        var (spec, counts) = (contents.Study.Spec, contents.Counts);
        return
        [
            new("Space", spec.Space),
            new("Strategy", $"{spec.Strategy}, batches of {spec.BatchSize}"),
            new("Candidates", string.Create(CultureInfo.InvariantCulture, $"{counts.Complete} complete, {counts.Failed} failed, {counts.Running} running, {counts.Waiting} waiting")),
            .. contents.Failures.Select(reason => new Fact("Failed", reason.ToString())),
            .. spec.Evaluator.ToText().Select(setting => new Fact($"Evaluator: {setting.Key}", setting.Value)),
            .. contents.Candidates.Select(c => c.Conditions?.Machine).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(machine => new Fact("Machine", machine)),
            .. contents.Arithmetic.Select(arithmetic => new Fact("Arithmetic", arithmetic)),
        ];
    }
}
