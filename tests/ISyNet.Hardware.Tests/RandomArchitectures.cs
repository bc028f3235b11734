using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;

namespace ISyNet.Hardware.Tests;

/// <summary>Architectures of all block kinds, small enough to be costed by the thousand.</summary>
internal static class RandomArchitectures
{
    private static readonly Gen<int> Channels = Gen.Int[1, 12].Select(c => c * 8);

    private static readonly Gen<Block> Blocks = Gen.OneOf(
        Gen.Select(Gen.OneOf([.. Edge.All]).Array[1, 4], Channels, Gen.Bool, Gen.Enum<SkipKind>())
            .Select((edges, inner, last, skip) => (Block)new EdgeBlock([.. edges], inner, last, skip)),
        Gen.Select(Gen.Bool, Gen.OneOf(0, 4)).Select((bottleneck, squeeze) => (Block)new ResidualBlock(bottleneck, SqueezeRatio: squeeze)),
        Gen.Select(Gen.OneOf(1.0, 3.0, 6.0), Gen.OneOf(3, 5), Gen.OneOf(0, 4))
            .Select((expansion, kernel, squeeze) => (Block)new InvertedBlock(expansion, kernel, squeeze)));

    private static readonly Gen<Stage> Stages = Gen.Select(Blocks, Channels, Gen.Int[1, 3], Gen.Int[1, 2])
        .Select((block, channels, count, stride) => new Stage(block, channels, count, stride));

    public static Gen<Architecture> All { get; } = Gen.Select(
            Gen.OneOf(Shape.Map(3, 64, 64), Shape.Map(1, 28, 28), Shape.Map(3, 96, 80)),
            Gen.OneOf(Gen.Const((Stem?)null), Gen.Select(Channels, Gen.Bool).Select((c, pool) => (Stem?)new Stem(c, 3, 2, pool))),
            Stages.Array[1, 4],
            Gen.OneOf(0, 64))
        .Select((input, stem, stages, head) => new Architecture("random", input, 10, stem, [.. stages], new Head(head)))
        .Where(Builds);

    private static bool Builds(Architecture architecture)
    {
        try
        {
            return architecture.Build().Layers.Length > 0;
        }
        catch (GraphException)
        {
            return false;
        }
    }
}
