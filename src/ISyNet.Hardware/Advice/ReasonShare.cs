using System.Collections.Immutable;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;

namespace ISyNet.Hardware.Advice;

/// <summary>The part of a latency that has one kind of reason: many small operations with one reason can outweigh the slowest ones.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="What">The kind in words.</param>
/// <param name="Operations">How many operations have this reason; 0 for the launch of the network.</param>
/// <param name="Share">Their part of the latency, 0 to 1.</param>
public sealed record ReasonShare(ReasonKind Kind, string What, int Operations, double Share)
{
    internal static ImmutableArray<ReasonShare> FromAdvice(NetworkAdvice advice)
    {
        var (cost, device) = (advice.Cost, advice.Cost.Lowered.Device);
        var shares = advice.Slowest.GroupBy(d => d.Kind).Select(group => new ReasonShare(group.Key, TextOf(group.Key, device), group.Count(), group.Sum(d => d.Share)));
        var launch = new ReasonShare(ReasonKind.NetworkLaunch, TextOf(ReasonKind.NetworkLaunch, device), 0, cost.LatencyMs > 0 ? cost.LaunchMs / cost.LatencyMs : 0);
        return [.. shares.Append(launch).Where(reason => reason.Share > 0).OrderByDescending(reason => reason.Share)];
    }

    private static string TextOf(ReasonKind kind, Device device) => kind switch
    {
        ReasonKind.Free => "costs nothing",
        ReasonKind.NetworkLaunch => "the launch of the network, once per batch",
        ReasonKind.Launch => "too little work: the launch takes most of the time",
        ReasonKind.Unfilled => $"channels or positions do not fill the {BoundText.ProductUnit(device)}",
        ReasonKind.Groups => $"depthwise or narrow groups waste the {BoundText.ProductUnit(device)}",
        ReasonKind.FewTiles => $"too little work to fill the {BoundText.ProductUnit(device)}",
        ReasonKind.BelowPeak => $"{Bound.Matrix.Word(device)} below half of its peak although its tiles are full",
        ReasonKind.Products => $"{Bound.Matrix.Word(device)}: only less work makes it faster",
        ReasonKind.Elements => "vector unit: activations, sums, windows and the like, element by element",
        ReasonKind.FewLanes => "vector unit: gates, broadcasts and reductions use few lanes",
        ReasonKind.Cache => $"cache ({device.Cache.Name}): moving takes longer than computing",
        ReasonKind.Memory => $"memory ({device.External.Name}): moving takes longer than computing",
        ReasonKind.Weights => $"memory ({device.External.Name}): weights; a larger batch shares them",
        _ => "only moves data",
    };
}
