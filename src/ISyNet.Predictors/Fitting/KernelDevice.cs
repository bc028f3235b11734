namespace ISyNet.Predictors.Fitting;

/// <summary>The facts of a device that kernels depend on.</summary>
/// <param name="Cores">Cores that share blocks.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="CacheBytes">The cache that keeps weights between runs of a kernel alone.</param>
internal sealed record KernelDevice(int Cores, int ElementBytes, long CacheBytes);
