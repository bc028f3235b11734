namespace ISyNet.Training.Engine;

/// <summary>What a stream of random numbers below a training's seed is for; the numbers are part of what a seed means.</summary>
internal static class RandomPurpose
{
    public const ulong Weights = 1, Order = 2, Augmentation = 3, Dropout = 4, Mixing = 5, PartnerWeights = 6, PartnerDropout = 7;
}
