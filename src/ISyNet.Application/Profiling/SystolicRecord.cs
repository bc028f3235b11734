using System.Collections.Immutable;
using ISyNet.Hardware.Systolic;

namespace ISyNet.Application.Profiling;

/// <summary>One network on a systolic array, as <c>isynet profile --array RxC --json</c> prints it.</summary>
public sealed record SystolicRecord(
    string Network, string Device, int Batch, long ComputeCycles, double Utilisation, long Macs, ImmutableArray<SystolicLayer> Layers)
{
    /// <summary>Costs a topology on an array.</summary>
    public static SystolicRecord Create(Topology topology, SystolicArray array, int batch)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(array);
        var profile = SystolicProfile.Create(topology, array);
        return new SystolicRecord(topology.Name, array.ToString(), batch, profile.ComputeCycles, profile.Utilisation, profile.Macs,
            [.. profile.Layers.Select(c => new SystolicLayer(
                c.Name, c.Product.M, c.Product.K, c.Product.N, c.Product.Count, c.Product.Macs, c.Folds, c.ComputeCycles, c.Utilisation, c.MappingEfficiency))]);
    }
}

/// <summary>One matrix product of a <see cref="SystolicRecord"/>; MACs are for the whole batch.</summary>
public sealed record SystolicLayer(
    string Name, long M, long K, long N, long Count, long Macs, long Folds, long ComputeCycles, double Utilisation, double MappingEfficiency);
