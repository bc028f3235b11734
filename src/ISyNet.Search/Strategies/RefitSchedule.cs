namespace ISyNet.Search.Strategies;

/// <summary>
/// The candidate numbers at which the surrogate is refitted: whenever the results have grown by a tenth, and at every batch while they are few. Depends only on
/// numbers, so a resumed study refits at the same points as an uninterrupted one.
/// </summary>
internal static class RefitSchedule
{
    private const int GrowthDivisor = 10, Longest = 512;

    /// <summary>The last fit at or before a batch.</summary>
    /// <param name="number">The batch's first candidate, at or after the first fit.</param>
    /// <param name="warmUp">Candidates before the first fit.</param>
    /// <param name="batchSize">Candidates per batch; fits fall on its multiples.</param>
    public static int LastFit(int number, int warmUp, int batchSize)
    {
        var fit = (warmUp + batchSize - 1) / batchSize * batchSize;
        while (fit + Interval(fit, batchSize) <= number)
            fit += Interval(fit, batchSize);
        return fit;
    }

    private static int Interval(int fit, int batchSize) => batchSize * Math.Max(1, Math.Min(Longest, fit / GrowthDivisor) / batchSize);
}
