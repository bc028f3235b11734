using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Search.Scaling;

/// <summary>
/// The mean over the resolutions of the image of (ln(1 + MACs at it) + ln(1 + convolutions at it)) / 2. Our own measure, without a
/// fitted constant: computation and depth at every resolution of the image, with diminishing returns at each, so
/// that no stage is made very deep, or neglected, at the expense of the others. Kernels larger than 3x3 count with the square root of their
/// additional work. Parameters are left out: they say least about the accuracy of the published networks and cost least latency at
/// the smallest resolution. docs/scaling.md has the evidence.
/// </summary>
public sealed class CompoundCapacity : ICapacityMeasure
{
    private const double PlainArea = 9;

    /// <inheritdoc/>
    public string Name => "compound";

    /// <inheritdoc/>
    public double Measure(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var scales = new SortedDictionary<int, (double Macs, int Convolutions)>();
        foreach (var layer in network.Layers)
        {
            if (layer.Op is not Conv conv)
                continue;
            var (macs, convolutions) = scales.GetValueOrDefault(layer.Output.Height);
            var worth = Math.Sqrt(Math.Min(1, PlainArea / conv.Window.KernelArea));
            scales[layer.Output.Height] = (macs + (worth * network.Macs(layer)), convolutions + 1);
        }

        return scales.Count == 0 ? 0 : scales.Values.Average(scale => (Math.Log(1 + scale.Macs) + Math.Log(1.0 + scale.Convolutions)) / 2);
    }
}
