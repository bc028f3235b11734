using System.Collections.Immutable;

namespace ISyNet.Hardware.Advice;

/// <summary>Operations of a network that do the same on tensors of the same size, for one kind of reason.</summary>
/// <param name="What">What each does (<see cref="Lowering.LoweredNetwork.Describe"/>).</param>
/// <param name="Operations">The operations, at least one, the slowest first; it stands for all.</param>
public sealed record EqualOperations(string What, ImmutableArray<OperationDiagnosis> Operations)
{
    /// <summary>The name of the slowest.</summary>
    public string Name => Operations[0].Cost.Operation.Name;

    /// <summary>The reason of the slowest.</summary>
    public string Reason => Operations[0].Reason;

    /// <summary>Milliseconds of all together, for the whole batch.</summary>
    public double LatencyMs => Operations.Sum(operation => operation.Cost.LatencyMs);

    /// <summary>The part of the network's latency of all together, 0 to 1.</summary>
    public double Share => Operations.Sum(operation => operation.Share);
}
