using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Architectures;

/// <summary>Turns an <see cref="Architecture"/> into its <see cref="Network"/>. Layer names follow its parts: <c>stages.1.blocks.0.edges.2.conv</c>.</summary>
internal static class ArchitectureBuilder
{
    public static Network Build(Architecture architecture)
    {
        if (architecture.Classes < 1)
            throw new GraphException($"architecture '{architecture.Name}' needs at least one class, not {architecture.Classes}");
        var builder = new NetworkBuilder(architecture.Name);
        var layer = builder.Input(architecture.Input);
        if (architecture.Stem is { } stem)
            layer = AddStem(builder.In(new LayerPlace(NetworkPart.Stem)), stem, layer);
        for (var s = 0; s < architecture.Stages.Length; s++)
        {
            var stage = architecture.Stages[s];
            var place = new LayerPlace(NetworkPart.Stage, s);
            if (stage.Blocks < 1 || stage.Channels < 1 || stage.Stride < 1)
                throw new GraphException($"stage {s} of '{architecture.Name}' needs at least one block, channel and stride");
            for (var b = 0; b < stage.Blocks; b++)
            {
                var copy = new BlockCopy($"stages.{s}.blocks.{b}", place with { Block = b }, stage.Channels, b == 0 ? stage.Stride : 1);
                layer = BlockBuilder.Add(builder.In(copy.Place), stage.Block, copy, layer);
            }

            if (stage.PoolAfter)
                layer = builder.In(place).Add($"stages.{s}.pool", new Pool(PoolKind.Max, new Window(2, 2, 2, 2)), layer);
        }

        AddHead(builder.In(new LayerPlace(NetworkPart.Head)), architecture, layer);
        return builder.Build();
    }

    private static int AddStem(NetworkBuilder builder, Stem stem, int layer)
    {
        layer = builder.AddConv("stem", layer, stem.Channels, Window.Square(stem.Kernel, stem.Stride), stem.Activation);
        return stem.MaxPool ? builder.Add("stem.pool", new Pool(PoolKind.Max, Window.Square(3, 2)), layer) : layer;
    }

    private static void AddHead(NetworkBuilder builder, Architecture architecture, int layer)
    {
        var head = architecture.Head;
        if (head.ConvChannels > 0)
            layer = builder.AddConv("head", layer, head.ConvChannels, Window.Square(1), head.Activation);
        if (head.GlobalPool)
            layer = builder.Add("head.pool", new GlobalPool(), layer);
        layer = builder.Add("head.flatten", new Flatten(), layer);
        var hidden = head.Hidden.IsDefault ? [] : head.Hidden;
        for (var h = 0; h < hidden.Length; h++)
        {
            layer = builder.Add($"head.hidden.{h}.fc", new Linear(hidden[h]), layer);
            layer = builder.Add($"head.hidden.{h}.act", new Activation(head.Activation), layer);
        }

        if (head.Dropout > 0)
            layer = builder.Add("head.dropout", new Dropout(head.Dropout), layer);
        var classifier = builder.In(new LayerPlace(NetworkPart.Head, Role: LayerRole.Classifier));
        layer = classifier.Add("head.fc", new Linear(architecture.Classes), layer);
        if (head.LastBatchNorm)
            classifier.Add("head.last_bn", new BatchNorm(), layer);
    }
}
