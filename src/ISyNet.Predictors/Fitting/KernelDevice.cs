using System.Collections.Immutable;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Fitting;

/// <summary>The facts of a device that kernels depend on.</summary>
/// <param name="Cores">Cores over which blocks are distributed.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="CacheBytes">Size of the cache that keeps weights between runs of a single kernel.</param>
internal sealed record KernelDevice(int Cores, int ElementBytes, long CacheBytes)
{
    /// <summary>What a network costs beyond its kernels, in microseconds.</summary>
    public double OverheadUs(KernelTimes times, ImmutableArray<Kernel> kernels) => (kernels.Length * times.LaunchUs) + (times.Rules.ChannelBlock > 1
        ? times.ColdUs(kernels.Sum(k => (double)k.WeightElements) * ElementBytes, CacheBytes)
        : kernels.Sum(k => KernelModel.ColdMegabytes(k, CacheBytes, ElementBytes)) * times.ColdUsPerMegabyte);
}
