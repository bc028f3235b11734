namespace ISyNet.Predictors.Fitting;

/// <summary>The facts of a device that kernels depend on.</summary>
/// <param name="Cores">Cores over which blocks are distributed.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="CacheBytes">Size of the cache that keeps weights between runs of a single kernel.</param>
internal sealed record KernelDevice(int Cores, int ElementBytes, long CacheBytes);
