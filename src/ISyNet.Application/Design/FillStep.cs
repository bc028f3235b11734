using System.Diagnostics;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;
using ISyNet.Images.Judging;
using ISyNet.Search;
using ISyNet.Search.Scaling;
using ISyNet.Search.Studies;

namespace ISyNet.Application.Design;

/// <summary>
/// Uses the budget: a best candidate that leaves more than a tenth of it unused is scaled up, to twice its latency at a time. Each larger network is
/// evaluated like the candidates. It is taken unless it is clearly less accurate, that is, below the 95 % interval of the smaller one.
/// </summary>
internal sealed class FillStep(DesignOptions options, ICandidateEvaluator evaluator, ILatencyModel model, double budgetMs, IProgress<StepEvent> progress)
{
    /// <summary>Its name.</summary>
    public const string Step = "fill";

    private const double Enough = 0.9;

    public Contender Run(StudyContents search, DesignFolder folder, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var best = search.Best!;
        var candidate = best.Proposal.ToCandidate(options.Space);
        var found = Contend(candidate.Genotype.ToArchitecture(), cancellation);
        var kept = folder.NetworkOf(found.Name);
        if (File.Exists(kept))
            return Finish(Contend(ArchitectureFile.Load(kept), cancellation), "as before the stop");
        var (chosen, why) = (found, "");
        var seconds = best.Evaluation!.Seconds;
        var accuracy = Accuracy.FromShare(1 - best.Evaluation.Values[Metric.Error], Held(search));
        var watch = Stopwatch.StartNew();
        while (chosen.Cost.LatencyMsPerImage < Enough * budgetMs)
        {
            var target = Math.Min(budgetMs, 2 * chosen.Cost.LatencyMsPerImage);
            var grown = Contend(LatencyScaler.Scale(chosen.Architecture, target, model, options.Batch, cancellationToken: cancellation).Architecture, cancellation);
            if (grown.Cost.LatencyMsPerImage <= chosen.Cost.LatencyMsPerImage)
                break;
            seconds *= Math.Max(1, (double)grown.Cost.Macs / chosen.Cost.Macs);
            if (options.Epochs is null && watch.Elapsed.TotalSeconds + seconds > options.FillLimit.TotalSeconds)
            {
                why = string.Create(CultureInfo.InvariantCulture, $"evaluating a network of {grown.Cost.LatencyMsPerImage:0.####} ms takes about {seconds:0} s, more than --time-limit leaves");
                break;
            }

            progress.Report(new StepAdvanced(Step, chosen.Cost.LatencyMsPerImage / budgetMs, $"{grown.Cost.LatencyMsPerImage.ToString("0.####", CultureInfo.InvariantCulture)} ms"));
            var evaluation = evaluator.Evaluate(candidate, grown.Architecture, null, cancellation);
            var reached = Accuracy.FromShare(1 - evaluation.Values[Metric.Error], accuracy.Images);
            if (reached.Value < accuracy.Low95)
            {
                why = string.Create(CultureInfo.InvariantCulture, $"the larger network of {grown.Cost.LatencyMsPerImage:0.####} ms is less accurate, {reached} instead of {accuracy} on held-out images");
                break;
            }

            (chosen, accuracy, seconds) = (grown, reached, evaluation.Seconds);
            why = string.Create(CultureInfo.InvariantCulture, $"scaled up from {found.Cost.LatencyMsPerImage:0.####} ms; {reached} on held-out images");
        }

        AtomicFile.WriteText(kept, ArchitectureFile.Write(chosen.Architecture));
        return Finish(chosen, why);
    }

    private Contender Finish(Contender chosen, string why)
    {
        var share = chosen.Cost.LatencyMsPerImage / budgetMs;
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{chosen.Name} uses {100 * share:0} % of the budget of {budgetMs:0.####} ms{(why.Length > 0 ? $" ({why})" : "")}")));
        return chosen;
    }

    private Contender Contend(Architecture architecture, CancellationToken cancellation)
    {
        architecture = architecture with { Name = "designed" };
        return new Contender(NetworkRole.Designed, architecture, model.Predict(architecture.Build(), options.Batch, cancellation).Totals);
    }

    private static int Held(StudyContents search) => Math.Max(1, search.Study.Spec.Evaluator.HoldoutImages ?? 0);
}
