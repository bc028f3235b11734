using System.Globalization;
using System.Text.Json;
using ISyNet.Images.Judging;
using ISyNet.Reports.Figures;
using ISyNet.Search;

namespace ISyNet.Application.Design;

/// <summary>The figures of a run for machines: <c>metrics.json</c>, format <c>isynet.metrics/1</c>. Accuracies are 0 to 1.</summary>
public static class DesignMetrics
{
    private const string Format = "isynet.metrics/1";

    /// <summary>The text.</summary>
    public static string Write(DesignOptions options, DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(result);
        var (proof, trained, exported) = result.Verification;
        return JsonSerializer.Serialize(new
        {
            Format,
            Data = options.Data.Training.Name,
            Device = options.Device.Name,
            Precision = options.Device.Precision.Name,
            options.Batch,
            Input = options.Space.Input.ToString(),
            options.Space.Classes,
            options.Seed,
            result.BudgetMsPerImage,
            result.Folder,
            Spaces = result.Spaces.Select(s => new { s.Name, Size = s.Size?.ToString(CultureInfo.InvariantCulture), Mem = s.Mem.Mean, MemLow = s.Mem.ConfidenceLow, MemHigh = s.Mem.ConfidenceHigh, s.IsSearched }),
            Search = Describe(result),
            result.Adapted,
            Networks = result.Networks.Select(Describe),
            Verification = new
            {
                proof.Images,
                TrainedAccuracy = trained.Value,
                ExportedAccuracy = exported.Value,
                AccuracyDifferencePoints = Math.Abs(trained.Value - exported.Value) * 100,
                MaxLogitDifference = proof.LargestDifference,
                result.Verification.Passed,
                Trained = trained,
                Exported = exported,
                Proof = proof,
            },
        }, MetricsJson.Options);
    }

    /// <summary>Writes the file.</summary>
    public static void Save(string path, DesignOptions options, DesignResult result) => AtomicFile.WriteText(path, Write(options, result));

    private static object Describe(DesignResult result)
    {
        var (search, best) = (result.Search, result.Search.Best!);
        var (evaluation, values) = (best.Evaluation!, best.Evaluation!.Values);
        var quality = QualityScale.FromStudy(search.Study).Quality(values[Metric.Error]);
        return new
        {
            Trials = search.Counts.Finished,
            search.Counts.Failed,
            Failures = search.Failures.Select(reason => new { reason.Error, reason.Numbers }),
            HeldOut = result.HeldOutImages > 0 ? Accuracy.FromShare(quality, result.HeldOutImages) : (Accuracy?)null,
            Chosen = new
            {
                best.Number,
                Architecture = best.Proposal.Genotype,
                Params = (long)values[Metric.Params],
                Macs = (long)values[Metric.Macs],
                LatencyMsPerImage = values[Metric.LatencyMsPerImage],
                Mem = values[Metric.Mem],
                Quality = quality,
                evaluation.Seconds,
                OnFront = search.Front.Contains(best.Number),
                IsChosen = true,
                evaluation.Error,
            },
        };
    }

    private static object Describe(TrainedContender network) => new
    {
        network.Contender.Name,
        Role = network.Contender.Role switch { NetworkRole.Designed => "designed", NetworkRole.Scaled => "scaled", _ => "baseline" },
        network.Contender.Cost.Params,
        network.Contender.Cost.Macs,
        network.Contender.Cost.LatencyMsPerImage,
        network.Contender.MeasuredMsPerImage,
        network.Contender.Cost.Mem,
        TestAccuracy = network.Test.Value,
        HoldoutAccuracy = network.HeldOut?.Value,
        network.Test,
        network.HeldOut,
        network.Training.Epochs,
        TrainingSeconds = network.Training.Seconds,
        TrainingImagesPerSecond = network.Training.ImagesPerSecond,
        network.Training.Arithmetic,
    };
}
