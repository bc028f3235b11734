using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Spaces;

/// <summary>
/// The canonical form of a stage of edge blocks. Different choices build the same layers when: identities are in other
/// places; the last activation belongs to an identity; there is one convolution, and therefore nothing between edges, or two
/// expansions round to the same channels; the only block of a stage, which never has a skip, gives one; and when blocks
/// without skip and linear end form one chain of equally wide convolutions, which can be split into blocks in several ways.
/// </summary>
internal static class EdgeCanon
{
    public static void Apply(EdgeStageSpace stage, Span<int> choices)
    {
        Span<int> convs = stackalloc int[stage.EdgeCount];
        var length = 0;
        for (var e = 0; e < stage.EdgeCount; e++)
        {
            if (choices[e] != stage.Identity)
                convs[length++] = choices[e];
        }

        convs = convs[..length];
        var linear = choices[stage.EdgeCount - 1] != stage.Identity && !stage.LastActivations[choices[stage.ActivationGene]];
        var channels = stage.Channels(choices);
        var depth = stage.Depth(choices);
        var chained = depth == 1 || stage.Skips[choices[stage.SkipGene]] == SkipKind.None;
        if (chained && !linear && (length == 1 || stage.Inner(channels, choices[stage.ExpansionGene]) == channels))
        {
            Cut(stage, choices, convs, depth, channels);
            return;
        }

        Write(stage, choices, convs, linear);
        choices[stage.ExpansionGene] = length == 1 ? 0 : FirstExpansion(stage, channels, stage.Inner(channels, choices[stage.ExpansionGene]));
        choices[stage.SkipGene] = depth == 1 ? 0 : choices[stage.SkipGene];
    }

    /// <summary>The option of the first expansion that gives these channels between edges; -1 if there is none.</summary>
    public static int FirstExpansion(EdgeStageSpace stage, int channels, int inner)
    {
        for (var e = 0; e < stage.Expansions.Length; e++)
        {
            if (stage.Inner(channels, e) == inner)
                return e;
        }

        return -1;
    }

    /// <summary>Whether a block of this many convolutions can end with a ReLU.</summary>
    public static bool CanEndWithRelu(EdgeStageSpace stage, int length) =>
        length == stage.EdgeCount ? stage.LastActivations.Contains(true) : length < stage.EdgeCount && stage.HasIdentity;

    /// <summary>Whether a chain of convolutions, all as wide as the stage, can be split into blocks of this many.</summary>
    public static bool CanCut(EdgeStageSpace stage, int length, int depth, int channels) => CanEndWithRelu(stage, length)
        && (depth == 1 || stage.Skips.Contains(SkipKind.None))
        && (length == 1 || FirstExpansion(stage, channels, channels) >= 0);

    /// <summary>Splits a chain into the fewest blocks that the space allows.</summary>
    private static void Cut(EdgeStageSpace stage, Span<int> choices, ReadOnlySpan<int> convs, int depth, int channels)
    {
        var total = convs.Length * depth;
        for (var d = 0; d < stage.Depths.Length; d++)
        {
            var (blocks, length) = (stage.Depths[d], total / stage.Depths[d]);
            if (length * blocks != total || !CanCut(stage, length, blocks, channels) || !Repeats(convs, total, length))
                continue;
            Span<int> block = stackalloc int[length];
            for (var i = 0; i < length; i++)
                block[i] = convs[i % convs.Length];
            Write(stage, choices, block, linear: false);
            choices[stage.ExpansionGene] = length == 1 ? 0 : FirstExpansion(stage, channels, channels);
            choices[stage.SkipGene] = blocks == 1 ? 0 : stage.Skips.IndexOf(SkipKind.None);
            stage.SetDepth(choices, d);
            return;
        }
    }

    private static bool Repeats(ReadOnlySpan<int> convs, int total, int period)
    {
        for (var i = period; i < total; i++)
        {
            if (convs[i % convs.Length] != convs[(i - period) % convs.Length])
                return false;
        }

        return true;
    }

    /// <summary>Convolutions first, then identities; a linear last convolution is on the last edge.</summary>
    private static void Write(EdgeStageSpace stage, Span<int> choices, ReadOnlySpan<int> convs, bool linear)
    {
        choices[..stage.EdgeCount].Fill(stage.Identity);
        convs.CopyTo(choices);
        if (linear)
        {
            choices[convs.Length - 1] = stage.Identity;
            choices[stage.EdgeCount - 1] = convs[^1];
        }

        choices[stage.ActivationGene] = choices[stage.EdgeCount - 1] == stage.Identity ? 0 : stage.LastActivations.IndexOf(!linear);
    }
}
