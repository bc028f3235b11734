using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ISyNet.Graph.Architectures;

/// <summary>
/// An architecture in the format of the paper's release, key for key, including the spelling <c>expantionFactor</c>, so that
/// files can be exchanged with it. Channels of stage s: 16*floor(2^(4+s) * 2^cIncrease / 16); between edges, the same with the
/// expansion factor inside the floor.
/// </summary>
public sealed record ReferenceArchitecture(
    [property: JsonPropertyName("nStages")] int StageCount,
    [property: JsonPropertyName("nEdgesInBlock")] int EdgesInBlock,
    [property: JsonPropertyName("Blocks")] IReadOnlyDictionary<string, ReferenceBlock> Blocks)
{
    /// <summary>The architecture, with the paper's head (1x1 convolution to 1280) and stride 2 in every stage.</summary>
    /// <exception cref="GraphException">A stage is missing or out of range; the message names it.</exception>
    public Architecture ToArchitecture(string name, Shape input, int classes)
    {
        if (StageCount is < 1 or > 16)
            throw new GraphException($"nStages is {StageCount}; it must be 1 to 16");
        if (EdgesInBlock is < 1 or > 64)
            throw new GraphException($"nEdgesInBlock is {EdgesInBlock}; it must be 1 to 64");
        var stages = ImmutableArray.CreateBuilder<Stage>();
        for (var s = 0; s < StageCount; s++)
        {
            if (Blocks is null || !Blocks.TryGetValue($"{s}", out var block) || block is null)
                throw new GraphException($"Blocks has no entry \"{s}\", but nStages is {StageCount}");
            stages.Add(block.ToStage(s, EdgesInBlock));
        }

        return new Architecture(name, input, classes, Stem: null, stages.ToImmutable(), new Head());
    }

    /// <summary>The release's form of an architecture.</summary>
    /// <exception cref="GraphException">It has a part that the format cannot express: a stem, another block, another stride or head.</exception>
    public static ReferenceArchitecture From(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (architecture.Stem is not null || architecture.Head.ConvChannels != 1280 || architecture.Stages.IsEmpty)
            throw new GraphException($"'{architecture.Name}' has a stem or a head that the reference format cannot express");
        var blocks = new Dictionary<string, ReferenceBlock>(StringComparer.Ordinal);
        var edges = 0;
        for (var s = 0; s < architecture.Stages.Length; s++)
        {
            if (architecture.Stages[s] is not { Block: EdgeBlock block, Stride: 2 } stage)
                throw new GraphException($"stage {s} of '{architecture.Name}' is not a block of edges with stride 2: the reference format cannot express it");
            if (edges != 0 && edges != block.Edges.Length)
                throw new GraphException($"stage {s} of '{architecture.Name}' has {block.Edges.Length} edges, the others {edges}: the reference format has one number");
            edges = block.Edges.Length;
            blocks[$"{s}"] = ReferenceBlock.From(stage, block, s);
        }

        return new ReferenceArchitecture(architecture.Stages.Length, edges, blocks);
    }
}

/// <summary>One stage of a <see cref="ReferenceArchitecture"/>.</summary>
public sealed record ReferenceBlock(
    [property: JsonPropertyName("expantionFactor")] double ExpansionFactor,
    [property: JsonPropertyName("operations")] IReadOnlyList<ReferenceEdge> Operations,
    [property: JsonPropertyName("lastActivation")] string LastActivation,
    [property: JsonPropertyName("skipType")] string SkipType,
    [property: JsonPropertyName("nBlocks")] int BlockCount,
    [property: JsonPropertyName("cIncrease")] double ChannelIncrease)
{
    private static readonly ImmutableArray<(string Name, SkipKind Kind)> SkipNames =
        [("noSkip", SkipKind.None), ("add", SkipKind.Add), ("concat", SkipKind.Concat)];

    internal Stage ToStage(int stage, int edgesInBlock)
    {
        var place = $"Blocks[\"{stage}\"]";
        if (Operations is null || Operations.Count != edgesInBlock)
            throw new GraphException($"{place}.operations has {Operations?.Count ?? 0} entries, but nEdgesInBlock is {edgesInBlock}");
        if (LastActivation is not ("Relu" or "Linear"))
            throw new GraphException($"{place}.lastActivation is '{LastActivation}'; it must be Relu or Linear");
        var skip = SkipNames.FirstOrDefault(s => s.Name == SkipType);
        if (skip.Name is null)
            throw new GraphException($"{place}.skipType is '{SkipType}'; it must be noSkip, add or concat");
        if (BlockCount is < 1 or > 1000)
            throw new GraphException($"{place}.nBlocks is {BlockCount}; it must be 1 to 1000");
        if (!(ExpansionFactor is > 0 and <= 64) || !(ChannelIncrease is >= -4 and <= 8))
            throw new GraphException($"{place}: expantionFactor {ExpansionFactor} must be in (0, 64] and cIncrease {ChannelIncrease} in [-4, 8]");
        if (Operations.Any(e => e is null || e.Group < 1))
            throw new GraphException($"{place}.operations has an entry without op or with a group below 1");
        var edges = Operations.Select(e => Edge.Parse(e.Op, e.Group)).ToImmutableArray();
        var width = BaseWidth(stage) * Math.Pow(2, ChannelIncrease);
        return new Stage(
            new EdgeBlock(edges, Align(width * ExpansionFactor), LastActivation == "Relu", skip.Kind), Align(width), BlockCount);
    }

    internal static ReferenceBlock From(Stage stage, EdgeBlock block, int index) => new(
        (double)block.InnerChannels / stage.Channels,
        [.. block.Edges.Select(e => new ReferenceEdge(e.OpName, e.Groups))],
        block.LastActivation ? "Relu" : "Linear",
        SkipNames.First(s => s.Kind == block.Skip).Name,
        stage.Blocks,
        Math.Log2(stage.Channels / BaseWidth(index)));

    private static double BaseWidth(int stage) => Math.Pow(2, 4 + stage);

    // The tolerance makes a width whole again after a logarithm and its inverse.
    private static int Align(double channels) => Math.Max(16, 16 * (int)Math.Floor((channels / 16) + 1e-9));
}

/// <summary>One edge of a <see cref="ReferenceBlock"/>.</summary>
public sealed record ReferenceEdge(
    [property: JsonPropertyName("op")] string Op,
    [property: JsonPropertyName("group")] int Group = 1);
