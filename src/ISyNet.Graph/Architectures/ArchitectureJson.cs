using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ISyNet.Core.Json;
using ISyNet.Graph.Ops;

namespace ISyNet.Graph.Architectures;

/// <summary>Our own architecture format, <see cref="ArchitectureFile.Format"/>.</summary>
internal static class ArchitectureJson
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] StageFields = ["block", "channels", "blocks", "stride", "poolAfter"];

    public static Architecture Read(JsonField root, string name)
    {
        root.Allow("format", "name", "input", "classes", "stem", "stages", "head");
        var stages = root.Require("stages").Items().Select(ReadStage).ToImmutableArray();
        return new Architecture(
            root.Find("name")?.Text() ?? name, ShapeField.Map(root.Require("input")), root.Require("classes").Int(1, 1 << 20),
            ReadStem(root.Find("stem")), stages, ReadHead(root.Find("head")));
    }

    public static string Write(Architecture architecture)
    {
        var root = new JsonObject
        {
            ["format"] = ArchitectureFile.Format,
            ["name"] = architecture.Name,
            ["input"] = architecture.Input.ToString(),
            ["classes"] = architecture.Classes,
        };
        if (architecture.Stem is { } stem)
            root["stem"] = new JsonObject { ["channels"] = stem.Channels, ["kernel"] = stem.Kernel, ["stride"] = stem.Stride, ["maxPool"] = stem.MaxPool, ["activation"] = stem.Activation.ToString() };
        root["stages"] = new JsonArray([.. architecture.Stages.Select(WriteStage)]);
        root["head"] = new JsonObject
        {
            ["convChannels"] = architecture.Head.ConvChannels,
            ["dropout"] = architecture.Head.Dropout,
            ["lastBatchNorm"] = architecture.Head.LastBatchNorm,
            ["activation"] = architecture.Head.Activation.ToString(),
            ["hidden"] = new JsonArray([.. Hidden(architecture.Head).Select(features => (JsonNode)features)]),
            ["globalPool"] = architecture.Head.GlobalPool,
        };
        return root.ToJsonString(Indented);
    }

    private static JsonNode WriteStage(Stage stage)
    {
        var node = WriteBlock(stage.Block);
        node["channels"] = stage.Channels;
        node["blocks"] = stage.Blocks;
        node["stride"] = stage.Stride;
        if (stage.PoolAfter)
            node["poolAfter"] = true;
        return node;
    }

    private static JsonObject WriteBlock(Block block) => block switch
    {
        EdgeBlock edges => new JsonObject
        {
            ["block"] = "edges",
            ["edges"] = new JsonArray([.. edges.Edges.Select(e => (JsonNode)(e.Groups == 1 ? e.OpName : $"{e.OpName}/{e.Groups}"))]),
            ["innerChannels"] = edges.InnerChannels,
            ["lastActivation"] = edges.LastActivation,
            ["skip"] = edges.Skip.ToString(),
        },
        ResidualBlock { Bottleneck: false } basic => new JsonObject { ["block"] = "basic", ["squeezeRatio"] = basic.SqueezeRatio },
        ResidualBlock bottleneck => new JsonObject
        {
            ["block"] = "bottleneck",
            ["reduction"] = bottleneck.Reduction,
            ["groups"] = bottleneck.Groups,
            ["squeezeRatio"] = bottleneck.SqueezeRatio,
        },
        InvertedBlock inverted => new JsonObject
        {
            ["block"] = "inverted",
            ["expansion"] = inverted.Expansion,
            ["kernel"] = inverted.Kernel,
            ["squeezeRatio"] = inverted.SqueezeRatio,
            ["activation"] = inverted.Activation.ToString(),
        },
        PlainBlock plain => new JsonObject { ["block"] = "plain", ["kernel"] = plain.Kernel, ["batchNorm"] = plain.BatchNorm },
        _ => throw new GraphException($"the block {block.GetType().Name} cannot be written"),
    };

    private static Stage ReadStage(JsonField stage) => new(
        ReadBlock(stage), stage.Require("channels").Int(1, 65536), stage.Require("blocks").Int(1, 1000),
        stage.Find("stride")?.Int(1, 8) ?? 2, stage.Find("poolAfter")?.Bool() ?? false);

    private static Block ReadBlock(JsonField stage)
    {
        var block = stage.Require("block");
        switch (block.Text())
        {
            case "edges":
                stage.Allow([.. StageFields, "edges", "innerChannels", "lastActivation", "skip"]);
                return new EdgeBlock(
                    [.. stage.Require("edges").Items(fewest: 0).Select(ReadEdge)], stage.Require("innerChannels").Int(1, 65536),
                    stage.Find("lastActivation")?.Bool() ?? true, stage.Find("skip")?.Choice<SkipKind>() ?? SkipKind.None);
            case "basic":
                stage.Allow([.. StageFields, "squeezeRatio"]);
                return new ResidualBlock(SqueezeRatio: SqueezeRatio(stage));
            case "bottleneck":
                stage.Allow([.. StageFields, "reduction", "groups", "squeezeRatio"]);
                return new ResidualBlock(
                    Bottleneck: true, stage.Find("reduction")?.Int(1, 64) ?? 4, stage.Find("groups")?.Int(1, 65536) ?? 1, SqueezeRatio(stage));
            case "inverted":
                stage.Allow([.. StageFields, "expansion", "kernel", "squeezeRatio", "activation"]);
                return new InvertedBlock(
                    stage.Require("expansion").Number(0.01, 64), stage.Require("kernel").Int(1, 31), SqueezeRatio(stage),
                    stage.Find("activation")?.Choice<ActivationKind>() ?? ActivationKind.Relu6);
            case "plain":
                stage.Allow([.. StageFields, "kernel", "batchNorm"]);
                return new PlainBlock(stage.Find("kernel")?.Int(1, 31) ?? 3, stage.Find("batchNorm")?.Bool() ?? true);
            default:
                throw block.Error($"is '{block.Text()}'; it must be edges, basic, bottleneck, inverted or plain");
        }
    }

    private static double SqueezeRatio(JsonField stage) => stage.Find("squeezeRatio")?.Number(0, 1024) ?? 0;

    private static Edge ReadEdge(JsonField field)
    {
        var parts = field.Text().Split('/');
        var groups = 1;
        if (parts.Length > 2 || (parts.Length == 2 && (!int.TryParse(parts[1], out groups) || groups < 1)))
            throw field.Error($"is '{field.Text()}', not an operation or operation/groups");
        try
        {
            return Edge.Parse(parts[0], groups);
        }
        catch (GraphException error)
        {
            throw field.Error($"is '{field.Text()}': {error.Message}");
        }
    }

    private static Stem? ReadStem(JsonField? field)
    {
        if (field is not { } stem)
            return null;
        stem.Allow("channels", "kernel", "stride", "maxPool", "activation");
        return new Stem(
            stem.Require("channels").Int(1, 65536), stem.Require("kernel").Int(1, 31), stem.Require("stride").Int(1, 8),
            stem.Find("maxPool")?.Bool() ?? false, stem.Find("activation")?.Choice<ActivationKind>() ?? ActivationKind.Relu);
    }

    private static Head ReadHead(JsonField? field)
    {
        if (field is not { } head)
            return new Head();
        head.Allow("convChannels", "dropout", "lastBatchNorm", "activation", "hidden", "globalPool");
        return new Head(
            head.Find("convChannels")?.Int(0, 65536) ?? 1280, head.Find("dropout")?.Number(0, 0.99) ?? 0,
            head.Find("lastBatchNorm")?.Bool() ?? false, head.Find("activation")?.Choice<ActivationKind>() ?? ActivationKind.Relu,
            head.Find("hidden") is { } hidden ? [.. hidden.Items(fewest: 0).Select(features => features.Int(1, 65536))] : [],
            head.Find("globalPool")?.Bool() ?? true);
    }

    private static ImmutableArray<int> Hidden(Head head) => head.Hidden.IsDefault ? [] : head.Hidden;
}
