using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Scaling;

/// <summary>
/// All networks that can be scaled from one network. A level per axis counts the moves along it, so the order of moves
/// does not matter, and every network contains those of lower levels.
/// </summary>
internal sealed class ScalingGrid(Architecture start, ScalingOptions options)
{
    private const int Multiple = 16;
    private const int MaxBlocks = 200;
    private const int MaxChannels = 8192;
    private const int MaxKernel = 7;

    public ImmutableArray<ScalingAxis> Axes { get; } =
        [.. ScalingAxis.ForArchitecture(start, options.Moves).Where(axis => !options.KeepsFunction || axis.Kind != ScalingKind.Depth || start.Stages[axis.Stage].CanBeIdentity)];

    /// <summary>The architecture of these levels; null when an axis has no such level.</summary>
    public Architecture? At(ReadOnlySpan<int> levels)
    {
        var stages = start.Stages.ToBuilder();
        var input = start.Input;
        // Widths first: channels between edges follow them.
        foreach (var kinds in (ReadOnlySpan<bool>)[true, false])
        {
            for (var a = 0; a < levels.Length; a++)
            {
                var (axis, level) = (Axes[a], levels[a]);
                if (level == 0 || axis.Kind == ScalingKind.Width != kinds)
                    continue;
                if (axis.Kind == ScalingKind.Resolution)
                {
                    var longest = Math.Max(input.Height, input.Width) + (level * options.ResolutionStep);
                    if (longest > (options.MaxSide ?? 0))
                        return null;
                    input = Shape.Map(input.Channels, input.Height + (level * options.ResolutionStep), input.Width + (level * options.ResolutionStep));
                }
                else if (Grow(stages[axis.Stage], axis, level) is { } stage)
                {
                    stages[axis.Stage] = stage;
                }
                else
                {
                    return null;
                }
            }
        }

        var grown = start with { Input = input, Stages = stages.ToImmutable() };
        return options.KeepsFunction && !FirstSkips(grown).SequenceEqual(FirstSkips(start)) ? null : grown;
    }

    // Whether the first block of each stage adds its input, which other channels than those before it forbid. Edge blocks never do.
    private static IEnumerable<bool> FirstSkips(Architecture architecture) => architecture.Stages.Select((stage, s) =>
        stage is { Block: ResidualBlock or InvertedBlock, Stride: 1 }
        && stage.Channels == (s > 0 ? architecture.Stages[s - 1].Channels : architecture.Stem?.Channels ?? architecture.Input.Channels));

    private static Stage? Grow(Stage stage, ScalingAxis axis, int level) => (axis.Kind, stage.Block) switch
    {
        (ScalingKind.Depth, _) => stage.Blocks + level <= MaxBlocks ? stage with { Blocks = stage.Blocks + level } : null,
        (ScalingKind.Width, _) => Widen(stage, stage.Channels + (level * Step(stage.Channels))),
        (ScalingKind.Expansion, EdgeBlock block) => block.InnerChannels + (level * Step(block.InnerChannels)) is var inner and <= MaxChannels
            ? stage with { Block = block with { InnerChannels = inner } } : null,
        (ScalingKind.Expansion, ResidualBlock block) => block.Reduction > level
            ? stage with { Block = block with { Reduction = block.Reduction - level } } : null,
        (ScalingKind.Expansion, InvertedBlock block) => block.Expansion + level <= 16
            ? stage with { Block = block with { Expansion = block.Expansion + level } } : null,
        (ScalingKind.Kernel, EdgeBlock block) => block.Edges[axis.Edge].Kernel + (2 * level) is var kernel and <= MaxKernel
            ? stage with { Block = block with { Edges = block.Edges.SetItem(axis.Edge, block.Edges[axis.Edge] with { Kernel = kernel }) } } : null,
        (ScalingKind.Kernel, InvertedBlock block) => block.Kernel + (2 * level) <= MaxKernel
            ? stage with { Block = block with { Kernel = block.Kernel + (2 * level) } } : null,
        _ => null,
    };

    private static Stage? Widen(Stage stage, int channels)
    {
        if (channels > MaxChannels)
            return null;
        var block = stage.Block is EdgeBlock edges
            ? edges with { InnerChannels = Align((double)edges.InnerChannels * channels / stage.Channels) }
            : stage.Block;
        return stage with { Block = block, Channels = channels };
    }

    private static int Step(int channels) => Math.Max(Multiple, Align(channels / 8.0));

    private static int Align(double channels) => Math.Max(Multiple, Multiple * (int)Math.Round(channels / Multiple));
}
