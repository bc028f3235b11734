using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Latency;
using ISyNet.Search.Scaling;

namespace ISyNet.Search.Bench;

/// <summary>A row of the comparison with the paper's scaled networks.</summary>
/// <param name="Name">The network.</param>
/// <param name="Architecture">Its architecture.</param>
/// <param name="BudgetMsPerImage">The budget, ms per image.</param>
/// <param name="Cost">Its cost by the model.</param>
/// <param name="Capacity">Capacity by the measure of the options.</param>
internal sealed record PaperScalingRow(
    string Name, Architecture Architecture, double BudgetMsPerImage, NetworkCost Cost, double Capacity)
{
    /// <summary>Blocks per stage.</summary>
    public string Blocks => string.Join(' ', Architecture.Stages.Select(stage => stage.Blocks));
}

/// <summary>
/// The paper's case: from N1 to the latency ratios of its scaled networks S1, S2, S3. Source of the ratios: the published
/// milliseconds 0.72, 0.74, 0.83, 0.97 on Ascend 310 at batch 16.
/// </summary>
internal static class PaperScaling
{
    private static readonly ImmutableArray<(string Name, double Ratio)> Rungs =
        [("ISyNet-N1-S1", 0.74 / 0.72), ("ISyNet-N1-S2", 0.83 / 0.72), ("ISyNet-N1-S3", 0.97 / 0.72)];

    /// <summary>N1, then the paper's network and ours for each budget. Ours fit the budgets, and each contains the previous one.</summary>
    public static ImmutableArray<PaperScalingRow> Compare(
        ILatencyModel model, int batch = 16, ScalingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ScalingOptions();
        var start = ModelZoo.Find("ISyNet-N1")!;
        var startMs = model.Predict(start.Build(), batch, cancellationToken).LatencyMsPerImage;
        var ours = LatencyScaler.Ladder(start, Rungs.Select(r => r.Ratio * startMs), model, batch, options, cancellationToken: cancellationToken);
        var rows = ImmutableArray.CreateBuilder<PaperScalingRow>();
        rows.Add(Row("ISyNet-N1", start, startMs));
        for (var i = 0; i < Rungs.Length; i++)
        {
            rows.Add(Row(Rungs[i].Name, ModelZoo.Find(Rungs[i].Name)!, ours[i].BudgetMsPerImage));
            rows.Add(Row($"ours-{i + 1}", ours[i].Architecture, ours[i].BudgetMsPerImage));
        }

        return rows.ToImmutable();

        PaperScalingRow Row(string name, Architecture architecture, double budgetMs)
        {
            Network network = architecture.Build();
            return new PaperScalingRow(name, architecture, budgetMs, model.Predict(network, batch, cancellationToken), options.Capacity.Measure(network));
        }
    }
}
