using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Reports.Networks;

/// <summary>A network as a drawing shows it: its stages, their blocks, and the connections that jump over blocks.</summary>
/// <param name="Stages">The stages, in the order of execution.</param>
/// <param name="Jumps">From and to the numbers of blocks, counted over all stages, where a block reads another than the one before it.</param>
internal sealed record NetworkOutline(ImmutableArray<OutlineStage> Stages, ImmutableArray<(int From, int To)> Jumps)
{
    /// <summary>With more blocks, equal neighbours become one.</summary>
    private const int MostSingle = 40;

    /// <summary>With more boxes in a stage, its last ones become one.</summary>
    private const int MostPerStage = 24;

    /// <summary>The part of the latency that is no block's, 0 to 1: with it, the shares add up to 1.</summary>
    public double Launch { get; private init; }

    public IEnumerable<OutlineBlock> Blocks => Stages.SelectMany(stage => stage.Blocks);

    public static NetworkOutline FromCost(NetworkCost cost)
    {
        var lowered = cost.Lowered;
        var blocks = new List<(string Stage, string Block, List<OperationCost> Operations)>();
        foreach (var operation in cost.Operations)
        {
            var (stage, block) = NamesOf(lowered.Lead(operation.Operation), operation.Operation);
            if (blocks.Count == 0 || blocks[^1].Stage != stage || blocks[^1].Block != block)
                blocks.Add((stage, block, []));
            blocks[^1].Operations.Add(operation);
        }

        var outlined = blocks.Select(block => Outline(block.Stage, block.Block, block.Operations, cost)).ToList();
        var (isLong, operations) = (outlined.Count > MostSingle, blocks.ConvertAll(block => block.Operations));
        var stages = new List<OutlineStage>();
        foreach (var block in outlined)
        {
            if (stages.Count == 0 || stages[^1].Name != block.Stage)
                stages.Add(new OutlineStage(block.Stage, []));
            var last = stages[^1];
            stages[^1] = isLong && last.Blocks is [.., { } before] && before.Repeats(block)
                ? last with { Blocks = last.Blocks.SetItem(last.Blocks.Length - 1, before.Plus(block)) }
                : last with { Blocks = last.Blocks.Add(block) };
        }

        var isWhole = !isLong && stages.TrueForAll(stage => stage.Blocks.Length <= MostPerStage);
        return new NetworkOutline([.. stages.Select(stage => stage.Bounded(MostPerStage))], isWhole ? JumpsOf(lowered.Network, operations) : [])
        {
            Launch = cost.LatencyMs > 0 ? cost.LaunchMs / cost.LatencyMs : 0,
        };
    }

    /// <summary>Layers of imported networks have no place: their operations are grouped by resolution.</summary>
    private static (string Stage, string Block) NamesOf(Layer lead, LoweredOperation operation) => lead.Place switch
    {
        _ when lead.Op is Input || operation.Class == OpClass.Input => ("Input", ""),
        null => (operation.Output is { IsMap: true, Height: > 1 } or { IsMap: true, Width: > 1 } ? string.Create(CultureInfo.InvariantCulture, $"{operation.Output.Height} × {operation.Output.Width}") : "Vectors", operation.Name),
        { Part: NetworkPart.Stage, Stage: { } stage, Block: { } block } => (Number("Stage", stage), Number("Block", block)),
        { Part: NetworkPart.Stage, Stage: { } stage } => (Number("Stage", stage), ""),
        { Block: { } block } place => (place.Part.ToString(), Number("Block", block)),
        var place => (place.Part.ToString(), ""),
    };

    /// <summary>Counted from 0, as in the names of layers.</summary>
    private static string Number(string what, int index) => string.Create(CultureInfo.InvariantCulture, $"{what} {index}");

    private static OutlineBlock Outline(string stage, string name, List<OperationCost> operations, NetworkCost cost)
    {
        var lowered = cost.Lowered;
        double Share(double ms) => cost.LatencyMs > 0 ? ms / cost.LatencyMs : 0;
        var lines = operations.Select(o => new OutlineLine(Short(lowered.Describe(o.Operation), o.Operation), Share(o.LatencyMs))).ToImmutableArray();
        var joins = operations.SelectMany(o => o.Operation.Layers).Select(layer => lowered.Network.Layers[layer])
            .FirstOrDefault(layer => layer.Place?.Role == LayerRole.Skip && layer.Op is Elementwise or Concat);
        var bound = operations.GroupBy(o => o.Bound).OrderByDescending(group => group.Sum(o => o.LatencyMs)).First().Key;
        return new OutlineBlock(stage, name, lines, operations[^1].Operation.Output, Share(operations.Sum(o => o.LatencyMs)), bound.Word(lowered.Device), joins?.Op.Kind);
    }

    /// <summary>Without the output, which the block shows, and without what the box has no room for.</summary>
    private static string Short(string text, LoweredOperation operation)
    {
        var end = text.IndexOf($", {operation.Output}", StringComparison.Ordinal);
        return (end > 0 ? text[..end] : text).Replace(" channels", "", StringComparison.Ordinal).Replace(" to ", " → ", StringComparison.Ordinal);
    }

    private static ImmutableArray<(int From, int To)> JumpsOf(Network network, List<List<OperationCost>> blocks)
    {
        var owner = new int[network.Layers.Length];
        Array.Fill(owner, -1);
        for (var b = 0; b < blocks.Count; b++)
        {
            foreach (var layer in blocks[b].SelectMany(o => o.Operation.Layers))
                owner[layer] = b;
        }

        // A layer that costs nothing passes its input on.
        for (var i = 0; i < owner.Length; i++)
        {
            if (owner[i] < 0 && network.Layers[i].Inputs is [var input, ..])
                owner[i] = owner[input];
        }

        return
        [
            .. Enumerable.Range(0, owner.Length).SelectMany(i => network.Layers[i].Inputs.Select(input => (From: owner[input], To: owner[i])))
                .Where(edge => edge.From >= 0 && edge.To > edge.From + 1).Distinct().Order(),
        ];
    }
}

/// <summary>Blocks under one heading.</summary>
internal sealed record OutlineStage(string Name, ImmutableArray<OutlineBlock> Blocks)
{
    public double Share => Blocks.Sum(block => block.Share);

    public OutlineStage Bounded(int most) => Blocks.Length <= most ? this : this with
    {
        Blocks = [.. Blocks.Take(most - 1), Blocks.Skip(most).Aggregate(Blocks[most - 1], (rest, block) => rest.Plus(block)) with { Name = "The rest" }],
    };
}

/// <summary>A box: operations that belong together.</summary>
/// <param name="Stage">Its stage.</param>
/// <param name="Name">Its name in the stage; empty if the stage has one block.</param>
/// <param name="Lines">Its operations.</param>
/// <param name="Output">One sample of its output.</param>
/// <param name="Share">Its part of the latency, 0 to 1.</param>
/// <param name="Bound">What takes most of its time.</param>
/// <param name="Skip">How the skip connection around it joins; null if there is none.</param>
internal sealed record OutlineBlock(string Stage, string Name, ImmutableArray<OutlineLine> Lines, Shape Output, double Share, string Bound, string? Skip)
{
    /// <summary>Blocks that it stands for.</summary>
    public int Count { get; init; } = 1;

    public bool Repeats(OutlineBlock next) => Output == next.Output && Skip == next.Skip && Lines.Select(l => l.Text).SequenceEqual(next.Lines.Select(l => l.Text));

    public OutlineBlock Plus(OutlineBlock next) => this with { Count = Count + next.Count, Share = Share + next.Share, Output = next.Output };
}

/// <summary>An operation and its part of the latency.</summary>
internal sealed record OutlineLine(string Text, double Share);
