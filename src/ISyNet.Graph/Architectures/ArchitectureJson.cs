using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ISyNet.Graph.Architectures;

/// <summary>Our own architecture format, <see cref="ArchitectureFile.Format"/>.</summary>
internal static class ArchitectureJson
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Architecture Read(JsonElement root, string name)
    {
        var stages = ImmutableArray.CreateBuilder<Stage>();
        foreach (var element in Items(root, "stages", "architecture"))
        {
            var place = $"stages[{stages.Count}]";
            stages.Add(new Stage(
                ReadBlock(element, place),
                Int(element, "channels", place, 1, 65536),
                Int(element, "blocks", place, 1, 1000),
                Int(element, "stride", place, 1, 8, fallback: 2),
                Bool(element, "poolAfter", fallback: false)));
        }

        if (stages.Count == 0)
            throw new GraphException("architecture: 'stages' is empty");
        return new Architecture(
            root.TryGetProperty("name", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : name,
            ReadShape(root),
            Int(root, "classes", "architecture", 1, 1 << 20),
            ReadStem(root), stages.ToImmutable(), ReadHead(root));
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

    private static Block ReadBlock(JsonElement element, string place) => Text(element, "block", place) switch
    {
        "edges" => new EdgeBlock(
            [.. Items(element, "edges", place).Select(edge => ReadEdge(edge, place))],
            Int(element, "innerChannels", place, 1, 65536),
            Bool(element, "lastActivation", fallback: true),
            Choice(element, "skip", place, SkipKind.None)),
        "basic" => new ResidualBlock(SqueezeRatio: Number(element, "squeezeRatio", place, 0, 1024, fallback: 0)),
        "bottleneck" => new ResidualBlock(
            Bottleneck: true,
            Int(element, "reduction", place, 1, 64, fallback: 4),
            Int(element, "groups", place, 1, 65536, fallback: 1),
            Number(element, "squeezeRatio", place, 0, 1024, fallback: 0)),
        "inverted" => new InvertedBlock(
            Number(element, "expansion", place, 0.01, 64),
            Int(element, "kernel", place, 1, 31),
            Number(element, "squeezeRatio", place, 0, 1024, fallback: 0),
            Choice(element, "activation", place, Ops.ActivationKind.Relu6)),
        "plain" => new PlainBlock(Int(element, "kernel", place, 1, 31, fallback: 3), Bool(element, "batchNorm", fallback: true)),
        var other => throw new GraphException($"{place}.block is '{other}'; it must be edges, basic, bottleneck, inverted or plain"),
    };

    private static Edge ReadEdge(JsonElement edge, string place)
    {
        if (edge.ValueKind != JsonValueKind.String)
            throw new GraphException($"{place}.edges holds something that is no operation name");
        var parts = edge.GetString()!.Split('/');
        var groups = 1;
        if (parts.Length > 2 || (parts.Length == 2 && (!int.TryParse(parts[1], out groups) || groups < 1)))
            throw new GraphException($"{place}.edges: '{edge.GetString()}' is not an operation or operation/groups");
        return Edge.Parse(parts[0], groups);
    }

    private static Shape ReadShape(JsonElement root)
    {
        var shape = Shape.Parse(Text(root, "input", "architecture"));
        return shape.IsMap ? shape : throw new GraphException($"architecture.input is {shape}; it must be channels x height x width");
    }

    private static Stem? ReadStem(JsonElement root) => !root.TryGetProperty("stem", out var stem) ? null : new Stem(
        Int(stem, "channels", "stem", 1, 65536), Int(stem, "kernel", "stem", 1, 31),
        Int(stem, "stride", "stem", 1, 8), Bool(stem, "maxPool", fallback: false),
        Choice(stem, "activation", "stem", Ops.ActivationKind.Relu));

    private static Head ReadHead(JsonElement root) => !root.TryGetProperty("head", out var head) ? new Head() : new Head(
        Int(head, "convChannels", "head", 0, 65536, fallback: 1280),
        Number(head, "dropout", "head", 0, 0.99, fallback: 0),
        Bool(head, "lastBatchNorm", fallback: false),
        Choice(head, "activation", "head", Ops.ActivationKind.Relu),
        head.TryGetProperty("hidden", out _) ? [.. Items(head, "hidden", "head").Select(ReadFeatures)] : [],
        Bool(head, "globalPool", fallback: true));

    private static int ReadFeatures(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var features) && features is > 0 and <= 65536
            ? features
            : throw new GraphException("head.hidden must hold whole numbers from 1 to 65536");

    private static ImmutableArray<int> Hidden(Head head) => head.Hidden.IsDefault ? [] : head.Hidden;

    private static JsonElement Member(JsonElement element, string key, string place, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == kind
            ? value
            : throw new GraphException($"{place}.{key} is missing or is no {kind}");

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string key, string place) =>
        Member(element, key, place, JsonValueKind.Array).EnumerateArray();

    private static string Text(JsonElement element, string key, string place) =>
        Member(element, key, place, JsonValueKind.String).GetString()!;

    private static double Number(JsonElement element, string key, string place, double low, double high, double? fallback = null)
    {
        if (fallback is { } value && IsAbsent(element, key))
            return value;
        return Member(element, key, place, JsonValueKind.Number).GetDouble() is var number && number >= low && number <= high
            ? number
            : throw new GraphException($"{place}.{key} must be a number from {low} to {high}");
    }

    private static bool Bool(JsonElement element, string key, bool fallback) =>
        element.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean() : fallback;

    private static T Choice<T>(JsonElement element, string key, string place, T fallback) where T : struct, Enum
    {
        if (IsAbsent(element, key))
            return fallback;
        return Enum.TryParse<T>(Text(element, key, place), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new GraphException($"{place}.{key} is '{Text(element, key, place)}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    private static bool IsAbsent(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && !element.TryGetProperty(key, out _);

    private static int Int(JsonElement element, string key, string place, int low, int high, int? fallback = null)
    {
        if (fallback is { } value && IsAbsent(element, key))
            return value;
        return Member(element, key, place, JsonValueKind.Number).TryGetInt32(out var number) && number >= low && number <= high
            ? number
            : throw new GraphException($"{place}.{key} must be a whole number from {low} to {high}");
    }
}
