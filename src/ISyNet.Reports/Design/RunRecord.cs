using System.Collections.Immutable;

namespace ISyNet.Reports.Design;

/// <summary>How, where and how long the run was.</summary>
/// <param name="CommandLine">The command that repeats it.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="Steps">The steps and their wall time, in order.</param>
/// <param name="Environment">Facts about the machine and the software, in the order to show them.</param>
public sealed record RunRecord(
    string CommandLine, long Seed, DateTimeOffset Finished,
    ImmutableArray<StepDuration> Steps, ImmutableArray<Fact> Environment);

/// <summary>One step of the run and its wall time.</summary>
public sealed record StepDuration(string Step, TimeSpan Elapsed);
