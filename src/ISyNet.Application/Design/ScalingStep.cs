using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;
using ISyNet.Search;
using ISyNet.Search.Scaling;

namespace ISyNet.Application.Design;

/// <summary>Scales the designed network up to 4/3 and 5/3 of the budget: to 80 and 100 % of the baseline's latency at the default budget of 60 %.</summary>
internal static class ScalingStep
{
    private const string Step = "scale";
    private static readonly ImmutableArray<double> Ratios = [4 / 3.0, 5 / 3.0];

    public static ImmutableArray<Contender> Run(
        DesignOptions options, Contender designed, ILatencyModel model, double budgetMs, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var scaled = ImmutableArray.CreateBuilder<Contender>();
        var from = designed.Architecture;
        foreach (var ratio in Ratios)
        {
            var result = LatencyScaler.Scale(from, ratio * budgetMs, model, options.Batch, new ScalingOptions { KeepsFunction = true }, cancellationToken: cancellation);
            from = result.Architecture with { Name = string.Create(CultureInfo.InvariantCulture, $"scaled-{ratio * 100:0}") };
            scaled.Add(new Contender(NetworkRole.Scaled, from, model.Predict(from.Build(), options.Batch, cancellation).Totals));
            progress.Report(new StepAdvanced(Step, ratio / Ratios[^1], from.Name));
        }

        progress.Report(new StepFinished(Step, string.Join(", ", scaled.Select(s => string.Create(CultureInfo.InvariantCulture,
            $"{s.Name}: {Blocks(s.Architecture)} blocks, {s.Cost.LatencyMsPerImage / budgetMs * 100:0.0} % of the budget")))));
        return scaled.ToImmutable();
    }

    private static string Blocks(Architecture architecture) => string.Join("-", architecture.Stages.Select(s => s.Blocks));
}
