using System.Collections.Immutable;
using ISyNet.Core.Json;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;

namespace ISyNet.Search.Spaces;

/// <summary>The fields of a space file. A field that a stage does not have is taken from the space.</summary>
internal static class SpaceJson
{
    private static readonly string[] BlockFields =
        ["edges", "operations", "expansions", "lastActivations", "skips", "channelMultiple", "reductions", "kernels", "squeezeRatio", "activation"];

    public static SearchSpace Read(JsonField root)
    {
        root.Allow(["format", "name", "description", "input", "classes", "stem", "head", "block", "stages", .. BlockFields]);
        var family = root.Require("block");
        var stages = ImmutableArray.CreateBuilder<StageSpace>();
        foreach (var stage in root.Require("stages").Items(most: 16))
        {
            stage.Allow(["strides", "widths", "depths", .. BlockFields]);
            stages.Add(ReadStage(root, family, stage, first: stages.Count == 0));
        }

        return new SearchSpace(
            root.Require("name").Text(), root.Find("description")?.Text() ?? "", ShapeField.Map(root.Require("input")),
            root.Require("classes").Int(1, 1 << 20), ReadStem(root.Find("stem")), ReadHead(root.Find("head")), stages.ToImmutable());
    }

    private static StageSpace ReadStage(JsonField root, JsonField family, JsonField stage, bool first)
    {
        var strides = stage.Require("strides").Ascending(s => s.Int(1, 8));
        if (!first && strides[0] < 2)
            throw stage.Require("strides").Error("holds 1: a stage is one resolution, so only the first may keep the one before it");
        var depths = stage.Require("depths").Ascending(d => d.Int(1, 200));
        var widths = stage.Require("widths").Ascending(w => w.Int(1, 16384));
        JsonField Field(string name) => stage.Find(name) ?? root.Require(name);
        JsonField? Optional(string name) => stage.Find(name) ?? root.Find(name);
        switch (family.Text())
        {
            case "edges":
                return ReadEdges(Field, Optional, strides, depths, widths);
            case "basic":
                return new ResidualStageSpace(strides, depths, widths, bottleneck: false, []);
            case "bottleneck":
                return new ResidualStageSpace(strides, depths, widths, bottleneck: true, Field("reductions").Ascending(r => r.Int(1, 64)));
            case "inverted":
                return new InvertedStageSpace(
                    strides, depths, widths, Field("kernels").Ascending(OddKernel), Field("expansions").Ascending(e => e.Number(1, 64)),
                    Optional("squeezeRatio")?.Int(0, 1024) ?? 0, Optional("activation")?.Choice<ActivationKind>() ?? ActivationKind.Relu6);
            default:
                throw family.Error($"is '{family.Text()}'; it must be edges, basic, bottleneck or inverted");
        }
    }

    private static EdgeStageSpace ReadEdges(
        Func<string, JsonField> field, Func<string, JsonField?> optional,
        ImmutableArray<int> strides, ImmutableArray<int> depths, ImmutableArray<int> widths)
    {
        var operations = field("operations").Distinct(ReadOperation);
        if (operations.All(operation => operation.IsIdentity))
            throw field("operations").Error("holds identity alone: edge 0 needs a convolution, because it carries the stride");
        var multiple = optional("channelMultiple")?.Int(1, 1024) ?? 16;
        foreach (var width in widths)
        {
            if (width % multiple != 0)
                throw field("widths").Error($"contains {width}, which is not a multiple of channelMultiple {multiple}");
        }

        return new EdgeStageSpace(
            strides, depths, widths, field("edges").Int(1, 16), operations,
            field("expansions").Ascending(e => e.Number(1 / 64.0, 64)),
            optional("lastActivations")?.Distinct(ReadLastActivation) ?? [true],
            optional("skips")?.Distinct(s => s.Choice<SkipKind>()) ?? [SkipKind.Add],
            multiple);
    }

    private static Edge ReadOperation(JsonField field)
    {
        try
        {
            return Edge.Parse(field.Text());
        }
        catch (GraphException error)
        {
            throw field.Error(error.Message);
        }
    }

    private static bool ReadLastActivation(JsonField field) => field.Text() switch
    {
        "Relu" => true,
        "Linear" => false,
        var other => throw field.Error($"is '{other}'; it must be Relu or Linear"),
    };

    private static int OddKernel(JsonField field) => field.Int(1, 31) is var kernel && kernel % 2 == 1
        ? kernel : throw field.Error($"is {kernel}: kernels are odd");

    private static Stem? ReadStem(JsonField? field)
    {
        if (field is not { } stem)
            return null;
        stem.Allow("channels", "kernel", "stride", "maxPool");
        return new Stem(
            stem.Require("channels").Int(1, 16384), OddKernel(stem.Require("kernel")),
            stem.Require("stride").Int(1, 8), stem.Find("maxPool")?.Bool() ?? false);
    }

    private static Head ReadHead(JsonField? field)
    {
        if (field is not { } head)
            return new Head();
        head.Allow("convChannels", "dropout", "lastBatchNorm");
        return new Head(
            head.Find("convChannels")?.Int(0, 65536) ?? 1280, head.Find("dropout")?.Number(0, 0.99) ?? 0,
            head.Find("lastBatchNorm")?.Bool() ?? false);
    }
}
