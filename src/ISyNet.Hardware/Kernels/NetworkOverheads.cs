using System.Collections.Immutable;

namespace ISyNet.Hardware.Kernels;

/// <summary>
/// What a network costs beyond its kernels (docs/kernels.md): the launch of each kernel, and the reading of weights that the cache does not keep. A kernel that is
/// measured alone finds its weights in the cache.
/// </summary>
/// <param name="LaunchUs">Microseconds of every call.</param>
/// <param name="ColdUsPerMegabyte">Microseconds per 10^6 bytes of weights that the cache does not keep.</param>
/// <param name="CacheBytes">Size of the cache that keeps them.</param>
public sealed record NetworkOverheads(double LaunchUs, double ColdUsPerMegabyte, long CacheBytes)
{
    // Weights of at most this part of the cache find room beside the maps; of a whole cache, none are found again.
    private const double KeptPart = 0.5;

    /// <summary>Microseconds of a network beyond its kernels.</summary>
    /// <param name="rules">Rules of the runtime.</param>
    /// <param name="kernels">All its kernels.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public double Us(RuntimeRules rules, ImmutableArray<Kernel> kernels, int elementBytes) =>
        (kernels.Length * LaunchUs) + ColdUs(rules, kernels.Sum(kernel => (double)kernel.WeightElements) * elementBytes) + kernels.Sum(kernel => ColdUs(rules, kernel, elementBytes));

    /// <summary>
    /// Microseconds that the weights of a whole network add under a runtime that works on blocks of channels; 0 under others. A run goes through all weights once, so
    /// a cache that is too small for them keeps none for the next run.
    /// </summary>
    /// <param name="rules">Rules of the runtime.</param>
    /// <param name="weightBytes">Bytes of all weights.</param>
    public double ColdUs(RuntimeRules rules, double weightBytes)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return IsByNetwork(rules) ? weightBytes * 1e-6 * ColdUsPerMegabyte * ColdShare(weightBytes, CacheBytes) : 0;
    }

    /// <summary>Microseconds that the weights of a kernel add in a network, under a runtime that does not work on blocks of channels; 0 under others.</summary>
    /// <param name="rules">Rules of the runtime.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public double ColdUs(RuntimeRules rules, Kernel kernel, int elementBytes)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return IsByNetwork(rules) ? 0 : ColdMegabytes(kernel, CacheBytes, elementBytes) * ColdUsPerMegabyte;
    }

    /// <summary>The part of a network's weights that a run does not find in the cache, 0 to 1.</summary>
    /// <param name="weightBytes">Bytes of all weights.</param>
    /// <param name="cacheBytes">Size of the cache.</param>
    public static double ColdShare(double weightBytes, long cacheBytes) => Math.Clamp(((weightBytes / cacheBytes) - KeptPart) / (1 - KeptPart), 0, 1);

    /// <summary>Weights that lie in the cache when the kernel is measured alone, in 10^6 bytes: weights that do not fit it come from memory in any case.</summary>
    public static double ColdMegabytes(Kernel kernel, long cacheBytes, int elementBytes)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var bytes = (double)kernel.WeightElements * elementBytes;
        return Math.Max(0, Math.Min(bytes, cacheBytes - bytes)) * 1e-6;
    }

    private static bool IsByNetwork(RuntimeRules rules) => rules.ChannelBlock > 1;
}
