using System.Collections.Immutable;
using ISyNet.Cli.Terminal;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware;
using ISyNet.Search.Scaling;

namespace ISyNet.Cli.Profiles;

/// <summary>One network of <c>isynet scale</c>; the start has no budget. MACs are per image, the part of the budget used is 0 to 1.</summary>
internal sealed record ScaledRecord(
    string Network, ImmutableArray<int> Blocks, double LatencyMsPerImage, double? BudgetMsPerImage, double? BudgetUsed,
    long Params, long Macs, double Mem, double Capacity, ImmutableArray<string> Moves, string? File)
{
    public static ScaledRecord Of(
        Architecture architecture, ILatencyModel model, int batch, ICapacityMeasure capacity, ScalingResult? scaled = null, string? file = null)
    {
        var network = architecture.Build();
        var totals = model.Predict(network, batch).Totals;
        return new ScaledRecord(
            architecture.Name, [.. architecture.Stages.Select(stage => stage.Blocks)], totals.LatencyMsPerImage,
            scaled?.BudgetMsPerImage, totals.LatencyMsPerImage / scaled?.BudgetMsPerImage,
            totals.Params, totals.Macs, totals.Mem, capacity.Measure(network),
            scaled is null ? [] : [.. scaled.Moves.Select(move => move.ToString())], file);
    }

    public static void Write(IEnumerable<ScaledRecord> networks)
    {
        var table = new TextTable("network", "blocks per stage", "latency (ms/image)", "budget (ms/image)", "budget used (%)", "params (M)", "MACs (M)", "MEM", "capacity");
        foreach (var n in networks)
        {
            table.Add(n.Network, string.Join(' ', n.Blocks), Quantity.Ms(n.LatencyMsPerImage),
                n.BudgetMsPerImage is { } budget ? Quantity.Ms(budget) : "-", n.BudgetUsed is { } used ? Quantity.Percent(used) : "-",
                Quantity.Millions(n.Params), Quantity.Millions(n.Macs), Quantity.Ratio(n.Mem), Quantity.Ratio(n.Capacity));
        }

        table.Write();
    }
}
