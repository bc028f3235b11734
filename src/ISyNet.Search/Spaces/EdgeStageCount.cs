using System.Numerics;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>The exact number of different stages of edge blocks (for one stride), in closed form; <see cref="EdgeCanon"/> defines which are equal.</summary>
internal static class EdgeStageCount
{
    public static BigInteger Count(EdgeStageSpace stage, int channels)
    {
        var inner = Enumerable.Range(0, stage.Expansions.Length).Select(e => stage.Inner(channels, e)).Distinct().ToArray();
        var wider = inner.Count(i => i != channels);
        var skipping = stage.Skips.Count(skip => skip != SkipKind.None);
        var count = Chains(stage, channels);
        foreach (var depth in stage.Depths)
        {
            var chained = depth == 1 || stage.Skips.Contains(SkipKind.None);
            var skipped = depth == 1 ? 0 : skipping;
            for (var length = 1; length <= stage.EdgeCount; length++)
            {
                var blocks = BigInteger.Pow(stage.Convolutions.Length, length);
                if (EdgeCanon.CanEndWithRelu(stage, length))
                    count += blocks * ((skipped * (length == 1 ? 1 : inner.Length)) + (chained && length > 1 ? wider : 0));
                if (CanEndLinear(stage, length))
                    count += blocks * (skipped + (chained ? 1 : 0)) * (length == 1 ? 1 : inner.Length);
            }
        }

        return count;
    }

    private static bool CanEndLinear(EdgeStageSpace stage, int length) => stage.LastActivations.Contains(false)
        && (length == stage.EdgeCount || (stage.HasIdentity && length > 1));

    /// <summary>
    /// Chains of convolutions as wide as the stage: of every total length, the sequences that repeat with at least one block
    /// length that the space allows. A sequence repeats with a length when its smallest period divides it.
    /// </summary>
    private static BigInteger Chains(EdgeStageSpace stage, int channels)
    {
        var cuts = new SortedDictionary<int, List<int>>();
        foreach (var depth in stage.Depths)
        {
            for (var length = 1; length <= stage.EdgeCount; length++)
            {
                if (!EdgeCanon.CanCut(stage, length, depth, channels))
                    continue;
                if (!cuts.TryGetValue(length * depth, out var lengths))
                    cuts[length * depth] = lengths = [];
                lengths.Add(length);
            }
        }

        var count = BigInteger.Zero;
        foreach (var lengths in cuts.Values)
        {
            for (var period = 1; period <= stage.EdgeCount; period++)
            {
                if (lengths.Any(length => length % period == 0))
                    count += Primitive(stage.Convolutions.Length, period);
            }
        }

        return count;
    }

    /// <summary>Words of a length over an alphabet that do not repeat a shorter word: all words except those with a smaller period.</summary>
    private static BigInteger Primitive(int alphabet, int length)
    {
        var count = BigInteger.Pow(alphabet, length);
        for (var period = 1; period < length; period++)
        {
            if (length % period == 0)
                count -= Primitive(alphabet, period);
        }

        return count;
    }
}
