using System.Collections.Immutable;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Fitting;

/// <summary>One kernel timed alone, with its weights in the cache.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Batch">Images per batch.</param>
/// <param name="Us">Microseconds of one batch.</param>
/// <param name="Network">The network that it comes from; null for random sizes.</param>
public sealed record KernelMeasurement(Kernel Kernel, int Batch, double Us, string? Network = null);

/// <summary>A whole network with its kernels and its measured times.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Family">Name of the family, whose networks are left out together; null without a family.</param>
/// <param name="Kernels">Its kernels, one entry per call.</param>
/// <param name="Times">Microseconds per batch, by images per batch.</param>
public sealed record NetworkMeasurement(string Name, string? Family, ImmutableArray<Kernel> Kernels, ImmutableSortedDictionary<int, double> Times);
