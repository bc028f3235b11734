using ISyNet.Reports.Html;
using ISyNet.Reports.Networks;
using ISyNet.Reports.Profiles;
using ISyNet.Search;

namespace ISyNet.Reports.Design;

/// <summary>Where the designed network spends its time on the device.</summary>
internal static class LayerSection
{
    public static Section? Create(DesignReportData data)
    {
        if (data.Predicted is not { } predicted)
            return null;
        var name = (data.Networks.OrEmpty().FirstOrDefault(n => n.Role == NetworkRole.Designed) ?? data.Networks.OrEmpty().LastOrDefault(n => n.Role == NetworkRole.Scaled))?.Name ?? predicted.Lowered.Network.Name;
        var cost = predicted with { Lowered = predicted.Lowered with { Network = predicted.Lowered.Network.Named(name) } };
        return new Section("Latency per layer",
        [
            .. CandidateParts.Latency(new NetworkProfile(cost, [])),
            LayerTable.Create(cost),
        ]);
    }
}
