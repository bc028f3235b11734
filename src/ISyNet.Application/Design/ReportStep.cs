using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using ISyNet.Application.Classification;
using ISyNet.Application.Results;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Reports;
using ISyNet.Reports.Design;
using ISyNet.Search.Studies;

namespace ISyNet.Application.Design;

/// <summary>Writes the result folder: architectures, weights, metrics and report.</summary>
internal static class ReportStep
{
    private const string Step = "report";

    public static void Run(
        DesignOptions options, DesignResult result, ILatencyModel model, DesignFolder folder, ImmutableArray<StepDuration> durations,
        IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var designed = result.Designed;
        folder.Save(new TrainedNetwork(designed.Contender.Architecture, new TrainedWeights(
            designed.Training.Weights, designed.Training.Normalization, options.Data.Test.ClassNames, designed.Contender.Architecture.Input)));
        foreach (var network in result.Networks)
            AtomicFile.WriteText(folder.NetworkOf(network.Contender.Name), ArchitectureFile.Write(network.Contender.Architecture));
        StudyCsv.Save(folder.Trials, result.Search);
        DesignMetrics.Save(folder.Metrics, options, result);
        progress.Report(new StepAdvanced(Step, 0.3));
        DesignReport.Write(Describe(options, result, model, durations), folder.Path, cancellation);
        progress.Report(new StepFinished(Step, folder.Report));
    }

    private static DesignReportData Describe(
        DesignOptions options, DesignResult result, ILatencyModel model, ImmutableArray<StepDuration> durations)
    {
        var latency = model.Predict(result.Designed.Contender.Architecture.Build(), options.Batch);
        return new DesignReportData(
            $"Network designed for {options.Device.Name}",
            new DesignSettings(options.Data.Training.Name, options.Device.Name, options.Device.Precision.Name, options.Batch,
                options.Space.Input.ToString(), options.Space.Classes, result.BudgetMsPerImage))
        {
            Networks = [.. result.Networks.Select(n => new NetworkRow(n.Contender.Name, n.Contender.Role, n.Contender.Cost, n.Test) { MeasuredMsPerImage = n.Contender.MeasuredMsPerImage })],
            Spaces = result.Spaces,
            Search = result.Search,
            Training = [.. result.Networks.Select(n => new TrainingCurve(n.Contender.Name, n.Training.Curve, result.HeldOutImages))],
            Predicted = latency,
            Confusion = result.Confusion,
            Verification = result.Verification,
            Run = new RunRecord(options.CommandLine, (long)options.Seed, DateTimeOffset.Now, durations, Environment(options, result)),
            Notes = [.. options.Device.Caveats, $"Latency is predicted by the {model.Name} model of {options.Device.Name}; accuracy is on test images that took no part in the search.",
                $"The designed network and the baseline were trained from random weights {(options.Epochs is null ? "for the same wall-clock time, so the one of fewer MACs saw more images" : "for the same number of epochs")}. Each scaled version goes on from the weights of the designed network.",
                .. result.HeldOutImages is > 0 and < Accuracy.FewToChoose ? [$"Careful: {DesignRun.ChosenOnFew(result.HeldOutImages)}."] : Array.Empty<string>(),
                .. TrainingStep.Barely(result.Networks.Select(n => (n.Contender, n.Training.Epochs))) is { } barely ? [$"Careful: {barely}."] : Array.Empty<string>(),
                .. result.Adapted.Select(line => $"Few images: {line}.")],
        };
    }

    private static ImmutableArray<Fact> Environment(DesignOptions options, DesignResult result) =>
    [
        new("Time limit", options.TimeLimit.ToString("g", CultureInfo.InvariantCulture)),
        new("Final trainings", options.Epochs is { } epochs ? string.Create(CultureInfo.InvariantCulture, $"{epochs:0.##} epochs each") : "for what the search left of the time limit"),
        new("Workers", options.Workers.ToString(CultureInfo.InvariantCulture)),
        new("Strategy", options.Strategy),
        new("Processor", $"{Quantity.Counted(System.Environment.ProcessorCount, "core")}, {RuntimeInformation.ProcessArchitecture}"),
        new("Arithmetic", result.Designed.Training.Arithmetic?.ToString() ?? "not recorded"),
        new("System", RuntimeInformation.OSDescription),
        new(".NET", System.Environment.Version.ToString()),
    ];
}
