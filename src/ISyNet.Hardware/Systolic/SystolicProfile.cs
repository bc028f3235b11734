using System.Collections.Immutable;

namespace ISyNet.Hardware.Systolic;

/// <summary>The costs of a whole network on a systolic array, layer by layer.</summary>
/// <param name="Array">The array.</param>
/// <param name="Layers">One cost per layer, in order.</param>
public sealed record SystolicProfile(SystolicArray Array, ImmutableArray<SystolicCost> Layers)
{
    /// <summary>Costs every layer of a topology.</summary>
    /// <exception cref="Graph.GraphException">A layer is out of range; the message names it.</exception>
    public static SystolicProfile Create(Topology topology, SystolicArray array)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(array);
        return new SystolicProfile(array, [.. topology.Layers.Select(layer => array.Cost(layer.Name, layer.Product))]);
    }

    /// <summary>Sum of the layers' compute cycles.</summary>
    public long ComputeCycles => Layers.Sum(layer => layer.ComputeCycles);

    /// <summary>Multiply-accumulates of the whole batch.</summary>
    public long Macs => Layers.Sum(layer => layer.Product.Macs);

    /// <summary>Multiply-accumulates / (elements * cycles), 0 to 1.</summary>
    public double Utilisation => Macs / ((double)Array.Rows * Array.Columns * Math.Max(1, ComputeCycles));
}
