namespace ISyNet.Search.Spaces;

/// <summary>Channels between the edges of a block.</summary>
internal static class ChannelRounding
{
    /// <summary>multiple * floor(channels * expansion / multiple), at least one multiple; the paper's rule with multiple 16.</summary>
    public static int Inner(int channels, double expansion, int multiple) =>
        // The tolerance keeps a product such as 3 * (1 / 3.0) whole.
        Math.Max(multiple, multiple * (int)Math.Floor((channels * expansion / multiple) + 1e-9));
}
