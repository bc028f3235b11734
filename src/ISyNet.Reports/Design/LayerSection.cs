using ISyNet.Reports.Html;
using ISyNet.Reports.Networks;
using ISyNet.Search;

namespace ISyNet.Reports.Design;

/// <summary>Where the designed network spends its time on the device.</summary>
internal static class LayerSection
{
    public static Section? Create(DesignReportData data)
    {
        if (data.Predicted is not { } cost)
            return null;
        var name = data.Networks.OrEmpty().FirstOrDefault(n => n.Role == NetworkRole.Designed)?.Name ?? "the network";
        var batch = data.Settings.Batch;
        return new Section("Latency per layer",
        [
            .. CandidateParts.Latency(cost, name),
            LayerTable.Create($"Fused layers in order of execution. MACs are per image; KiB moved and µs are for a whole batch of {Quantity.Whole(batch)}; use is the share of the peak of the matrix unit.", cost.Operations),
        ]);
    }
}
