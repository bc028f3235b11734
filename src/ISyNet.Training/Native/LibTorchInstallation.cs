using System.Collections.Immutable;

namespace ISyNet.Training.Native;

/// <summary>The libtorch that this process computes with (docs/gpu.md).</summary>
/// <param name="Version">Its version.</param>
/// <param name="Cuda">The CUDA that it is built for; null for one that computes on processors only, or that does not say.</param>
/// <param name="File">The file of libtorch_cpu; null where the system does not tell.</param>
/// <param name="Reason">Why it is this one.</param>
/// <param name="Refused">Others that were found and cannot be used: one line each, with what to do.</param>
/// <param name="Driver">The newest CUDA that the driver of the GPUs supports; null without one.</param>
public sealed record LibTorchInstallation(string Version, string? Cuda, string? File, string Reason, ImmutableArray<string> Refused, string? Driver);
