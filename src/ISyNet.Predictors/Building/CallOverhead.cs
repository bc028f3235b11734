namespace ISyNet.Predictors.Building;

/// <summary>What a call of a kernel costs beside the kernel, in a network that was timed with the runtime's profiler and without.</summary>
/// <param name="LayerUs">Microseconds of a kernel by the profiler, on average over the network.</param>
/// <param name="OverheadUs">
/// Microseconds that a call takes without the profiler, less <paramref name="LayerUs"/>. Positive if launching costs time that the profiler does not see; negative if the
/// profiler itself costs more than that, and its times contain it.
/// </param>
internal readonly record struct CallOverhead(double LayerUs, double OverheadUs)
{
    private const int Part = 4;

    /// <summary>The median over the quarter of the networks with the shortest kernels: in others, an overhead of microseconds drowns in what the machine's speed drifts between two runs.</summary>
    /// <returns>Microseconds per call; 0 without networks.</returns>
    public static double Typical(IReadOnlyCollection<CallOverhead> calls)
    {
        double[] shortest = [.. calls.OrderBy(call => call.LayerUs).Take((calls.Count + Part - 1) / Part).Select(call => call.OverheadUs).Order()];
        return shortest.Length > 0 ? shortest[shortest.Length / 2] : 0;
    }
}
