using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Scaling;

/// <summary>A network scaled to a latency budget.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Network">Its network.</param>
/// <param name="BudgetMsPerImage">The budget, ms per image.</param>
/// <param name="LatencyMsPerImage">The model's latency, ms per image; at most the budget.</param>
/// <param name="Capacity">Its capacity by the measure of the options.</param>
/// <param name="Moves">The number of moves along each axis; axes without moves are left out.</param>
/// <param name="IsMaximal">Whether no further move fits the budget.</param>
/// <param name="Evaluated">Networks whose latency was predicted.</param>
public sealed record ScalingResult(
    Architecture Architecture, Network Network, double BudgetMsPerImage, double LatencyMsPerImage, double Capacity,
    ImmutableArray<ScalingMove> Moves, bool IsMaximal, int Evaluated);

/// <summary>A number of moves along one axis.</summary>
public sealed record ScalingMove(ScalingAxis Axis, int Levels)
{
    /// <summary>For tables: <c>stage 2 depth +3</c>.</summary>
    public override string ToString() => $"{Axis} +{Levels}";
}
