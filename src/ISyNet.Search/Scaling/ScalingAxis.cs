using System.Collections.Immutable;
using ISyNet.Graph.Architectures;

namespace ISyNet.Search.Scaling;

/// <summary>What a scaling move enlarges.</summary>
public enum ScalingKind
{
    /// <summary>One more block in a stage.</summary>
    Depth,

    /// <summary>More output channels in a stage: an eighth of its original width, in multiples of 16.</summary>
    Width,

    /// <summary>More channels between the convolutions of a stage's blocks.</summary>
    Expansion,

    /// <summary>The next larger kernel on one edge of a stage's blocks.</summary>
    Kernel,

    /// <summary>A larger input.</summary>
    Resolution,
}

/// <summary>One axis along which a network can be scaled.</summary>
/// <param name="Kind">What is enlarged.</param>
/// <param name="Stage">The stage; -1 for the resolution.</param>
/// <param name="Edge">The edge of a kernel; -1 elsewhere.</param>
public sealed record ScalingAxis(ScalingKind Kind, int Stage = -1, int Edge = -1)
{
    /// <summary>For tables: <c>stage 2 depth</c>, <c>stage 1 edge 0 kernel</c>.</summary>
    public override string ToString() => Kind switch
    {
        ScalingKind.Resolution => "resolution",
        ScalingKind.Kernel when Edge >= 0 => $"stage {Stage} edge {Edge} kernel",
        _ => $"stage {Stage} {Kind.ToString().ToLowerInvariant()}",
    };

    /// <summary>The axes of the given kinds along which an architecture can be scaled.</summary>
    public static ImmutableArray<ScalingAxis> ForArchitecture(Architecture architecture, ImmutableArray<ScalingKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var axes = ImmutableArray.CreateBuilder<ScalingAxis>();
        for (var s = 0; s < architecture.Stages.Length; s++)
        {
            axes.Add(new ScalingAxis(ScalingKind.Depth, s));
            axes.Add(new ScalingAxis(ScalingKind.Width, s));
            switch (architecture.Stages[s].Block)
            {
                case EdgeBlock block:
                    if (block.Edges.Count(edge => !edge.IsIdentity) > 1)
                        axes.Add(new ScalingAxis(ScalingKind.Expansion, s));
                    for (var e = 0; e < block.Edges.Length; e++)
                    {
                        if (!block.Edges[e].IsIdentity)
                            axes.Add(new ScalingAxis(ScalingKind.Kernel, s, e));
                    }

                    break;
                case ResidualBlock { Bottleneck: true }:
                    axes.Add(new ScalingAxis(ScalingKind.Expansion, s));
                    break;
                case InvertedBlock:
                    axes.Add(new ScalingAxis(ScalingKind.Expansion, s));
                    axes.Add(new ScalingAxis(ScalingKind.Kernel, s));
                    break;
            }
        }

        axes.Add(new ScalingAxis(ScalingKind.Resolution));
        return [.. axes.Where(axis => kinds.Contains(axis.Kind))];
    }
}
