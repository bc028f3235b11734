namespace ISyNet.Search.Spaces;

/// <summary>
/// The overall depth and block length of a sampled network. Every gene of a kind takes a step up with the network's own
/// probability, which is uniform: then the total number of steps is exactly uniform (a beta-binomial with both
/// parameters 1), whereas independent uniform genes would concentrate in the middle.
/// </summary>
/// <param name="Depth">Probability of each step of the depth genes.</param>
/// <param name="Length">Probability of each convolution beyond the first of a block.</param>
internal readonly record struct SampleLevels(double Depth, double Length)
{
    public static SampleLevels Draw(SeededRandom random) => new(random.NextDouble(), random.NextDouble());

    /// <summary>A binomial draw.</summary>
    public static int Draw(SeededRandom random, int steps, double probability)
    {
        var count = 0;
        for (var i = 0; i < steps; i++)
            count += random.NextBool(probability) ? 1 : 0;
        return count;
    }
}
