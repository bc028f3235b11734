using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Search.Scaling;

/// <summary>
/// (2 ln MACs + mean over resolutions of ln(1 + convolutions at that resolution)) / 3. Our own measure, without a fitted
/// constant: what a network computes, and how deep it is at every scale of the image; the mean has diminishing returns at each
/// resolution, so that no stage can be stacked without end. Parameters are left out on purpose: they say least about
/// the accuracy of the published networks and cost least latency, at the smallest resolution. docs/scaling.md holds the
/// evidence.
/// </summary>
public sealed class CompoundCapacity : ICapacityMeasure
{
    /// <inheritdoc/>
    public string Name => "compound";

    /// <inheritdoc/>
    public double Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        long macs = 0;
        var depths = new SortedDictionary<int, int>();
        foreach (var layer in network.Layers)
        {
            macs += network.Macs(layer);
            if (layer.Op is not Conv)
                continue;
            depths[layer.Output.Height] = depths.GetValueOrDefault(layer.Output.Height) + 1;
        }

        var depth = depths.Count == 0 ? 0 : depths.Values.Average(convolutions => Math.Log(1.0 + convolutions));
        return ((2 * Math.Log(1.0 + macs)) + depth) / 3;
    }
}
