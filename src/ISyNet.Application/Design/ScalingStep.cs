using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware;
using ISyNet.Search;
using ISyNet.Search.Scaling;

namespace ISyNet.Application.Design;

/// <summary>Scales the designed network up to 80 % and 100 % of the baseline's latency.</summary>
internal static class ScalingStep
{
    private const string Step = "scale";
    private static readonly ImmutableArray<double> Ratios = [0.8, 1.0];

    public static ImmutableArray<Contender> Run(
        DesignOptions options, Contender designed, ILatencyModel model, double baselineMs, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Step));
        var scaled = ImmutableArray.CreateBuilder<Contender>();
        var from = designed.Architecture;
        foreach (var ratio in Ratios.Where(ratio => ratio * baselineMs > designed.Cost.LatencyMsPerImage))
        {
            var result = LatencyScaler.Scale(from, ratio * baselineMs, model, options.Batch, cancellationToken: cancellation);
            from = result.Architecture with { Name = string.Create(CultureInfo.InvariantCulture, $"scaled-{ratio * 100:0}") };
            scaled.Add(new Contender(NetworkRole.Scaled, from, model.Predict(from.Build(), options.Batch, cancellation).Totals));
            progress.Report(new StepAdvanced(Step, ratio / Ratios[^1], from.Name));
        }

        progress.Report(new StepFinished(Step, scaled.Count == 0
            ? "the designed network is already as slow as the baseline; no scaled version"
            : string.Join(", ", scaled.Select(s => string.Create(CultureInfo.InvariantCulture,
                $"{s.Name}: {Blocks(s.Architecture)} blocks, {s.Cost.LatencyMsPerImage / baselineMs * 100:0.0} % of the baseline's latency")))));
        return scaled.ToImmutable();
    }

    private static string Blocks(Architecture architecture) => string.Join("-", architecture.Stages.Select(s => s.Blocks));
}
