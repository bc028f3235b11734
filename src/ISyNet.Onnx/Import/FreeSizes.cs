using System.Collections.Immutable;

namespace ISyNet.Onnx.Import;

/// <summary>Assumed values for free sizes that no weight determines: of an image, or the length of a sequence.</summary>
/// <param name="Side">Height and width of a map.</param>
/// <param name="Length">Tokens, or samples of a signal.</param>
internal sealed record FreeSizes(int Side, int Length)
{
    public const int Channels = 3;
    private const int Frames = 16;

    /// <summary>The first attempt.</summary>
    public static readonly FreeSizes First = new(224, 128);

    /// <summary>Further attempts in this order if the first does not fit the graph.</summary>
    public static readonly ImmutableArray<FreeSizes> Others = [new(224, 512), new(640, 16_000), new(32, 64)];

    public long Of(int rank, int axis, bool channelsLast) => (rank, axis) switch
    {
        (4, _) when axis == (channelsLast ? 3 : 1) => Channels,
        (5, 1) => Channels,
        (5, 2) => Frames,
        (4 or 5, _) => Side,
        (1, _) => 1,
        _ => Length,
    };
}
