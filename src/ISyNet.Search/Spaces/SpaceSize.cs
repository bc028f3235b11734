using System.Numerics;

namespace ISyNet.Search.Spaces;

/// <summary>
/// The exact number of different networks of a space, by dynamic programming over stages: the layers of a stage
/// depend on its choices and on the channels of the stage before it, and on nothing else.
/// </summary>
internal static class SpaceSize
{
    public static BigInteger Count(SearchSpace space)
    {
        var counts = new Dictionary<int, BigInteger> { [space.Stem?.Channels ?? space.Input.Channels] = BigInteger.One };
        foreach (var stage in space.Stages)
        {
            var next = new Dictionary<int, BigInteger>();
            foreach (var channels in stage.Widths)
                next[channels] = counts.Aggregate(BigInteger.Zero, (sum, c) => sum + (c.Value * stage.Count(c.Key, channels)));
            counts = next;
        }

        return counts.Values.Aggregate(BigInteger.Zero, (sum, count) => sum + count);
    }
}
