using System.Collections.Immutable;

namespace ISyNet.Reports;

/// <summary>The hypervolume of a study's front over time, once per seed.</summary>
/// <param name="Study">Name of the study or strategy.</param>
/// <param name="Runs">One run per seed: points in the order of evaluations.</param>
public sealed record HypervolumeSeries(string Study, ImmutableArray<ImmutableArray<HypervolumePoint>> Runs);

/// <summary>The hypervolume after a number of evaluations.</summary>
/// <param name="Evaluations">Evaluations done.</param>
/// <param name="ElapsedSeconds">Wall time since the study began.</param>
/// <param name="Hypervolume">Hypervolume of the front so far, in the unit of the study.</param>
public sealed record HypervolumePoint(int Evaluations, double ElapsedSeconds, double Hypervolume);
