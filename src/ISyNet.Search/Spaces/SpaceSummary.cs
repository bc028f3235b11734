using System.Numerics;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Mem;

namespace ISyNet.Search.Spaces;

/// <summary>A search space and the MEM of networks drawn from it.</summary>
/// <param name="Mem">MEM over the drawn networks, with the space's name.</param>
/// <param name="Size">How many different networks it holds; null if unknown.</param>
/// <param name="IsSearched">Whether this is the space that was searched.</param>
public sealed record SpaceSummary(SpaceMem Mem, BigInteger? Size = null, bool IsSearched = false)
{
    /// <summary>Name for people.</summary>
    public string Name => Mem.Name;

    /// <summary>The MEM of networks drawn from a space; the network of a number is the same for every device.</summary>
    /// <param name="space">The space.</param>
    /// <param name="device">The accelerator.</param>
    /// <param name="batch">Images per inference on it.</param>
    /// <param name="samples">How many networks are drawn.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="cancellationToken">Stops between two networks.</param>
    public static SpaceMem Draw(SearchSpace space, Device device, int batch, int samples, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        var networks = Enumerable.Range(0, samples).Select(i => space.Sample(SeededRandom.Numbered(seed, i)).ToArchitecture().Build());
        return SpaceMem.FromNetworks(space.Name, networks, device, batch, cancellationToken);
    }
}
