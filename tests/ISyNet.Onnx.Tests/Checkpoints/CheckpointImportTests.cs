using System.Runtime.InteropServices;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Checkpoints;
using Architecture = ISyNet.Graph.Architectures.Architecture;

namespace ISyNet.Onnx.Tests.Checkpoints;

/// <summary>Checkpoints in the format of the paper's release, with its names, with other prefixes, split, damaged, of other networks.</summary>
public sealed class CheckpointImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-ckpt-").FullName;

    // A small cousin of N1: a factorised edge, an identity between, several blocks and stages.
    private static readonly Architecture Small = new(
        "small", Shape.Map(3, 32, 32), 7, null,
        [
            new Stage(new EdgeBlock([new Edge(5, Factorised: true), new Edge(1), new Edge(0), new Edge(3)], 16, true, SkipKind.Add), 16, 2),
            new Stage(new EdgeBlock([new Edge(3), new Edge(3)], 32, false, SkipKind.Add), 16, 1),
        ],
        new Head(24, LastBatchNorm: true));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("backbone1.all_cells", "head1", MatchKind.Name)]
    [InlineData("network.backbone.all_cells", "network.head", MatchKind.Name)]
    [InlineData(null, null, MatchKind.Order)]
    public void Every_tensor_is_found_by_name_or_by_order(string? cells, string? head, MatchKind kind)
    {
        var values = Release(Small, cells, head);
        var path = Make(MindSporeWriter.Write([.. values, ("moments.x.gamma", [3], "Float32", new byte[12]), ("global_step", [], "Int32", new byte[4])], partBytes: 100));
        var imported = CheckpointImport.Match(CheckpointImport.Read(path), Small with { Classes = 1000, Head = Small.Head with { LastBatchNorm = false } });
        Assert.Equal((7, true), (imported.Architecture.Classes, imported.Architecture.Head.LastBatchNorm));
        Assert.All(imported.Matched.Matches, match => Assert.Equal(kind, match.Kind));
        Assert.Empty(imported.Matched.Unused);
        foreach (var (match, value) in imported.Matched.Matches.Zip(values))
            Assert.Equal(MemoryMarshal.Cast<byte, float>(value.Content).ToArray(), imported.Matched.Weights[match.Parameter].Values);
    }

    [Fact]
    public void A_network_of_the_zoo_is_recognised_and_its_background_left_out()
    {
        var architecture = ModelZoo.Find("N1-S1")! with { Classes = 1001 };
        var path = Make(MindSporeWriter.Write(Release(architecture with { Head = architecture.Head with { LastBatchNorm = true } }, "backbone1.all_cells", "head1")));
        var imported = CheckpointImport.Match(CheckpointImport.Read(path), null);
        Assert.Equal(("ISyNet-N1-S1", 1001), (imported.Architecture.Name, imported.Architecture.Classes));
        var dropped = CheckpointImport.WithoutBackground(imported);
        Assert.Equal(1000, dropped.Architecture.Classes);
        dropped.Matched.Weights.CheckAgainst(dropped.Architecture.Build());
        Assert.Equal(imported.Matched.Weights["head.fc.bias"].Values[1..], dropped.Matched.Weights["head.fc.bias"].Values);
        Assert.Equal(imported.Matched.Weights["head.fc.weight"].Values[1280..], dropped.Matched.Weights["head.fc.weight"].Values);
    }

    [Fact]
    public void Another_network_is_refused_by_the_first_tensor_that_does_not_fit()
    {
        var path = Make(MindSporeWriter.Write(Release(Small, "backbone1.all_cells", "head1")));
        var wider = Small with { Stages = [Small.Stages[0] with { Channels = 32 }, Small.Stages[1]] };
        var error = Assert.Throws<GraphException>(() => CheckpointImport.Match(CheckpointImport.Read(path), wider));
        Assert.Contains("stages.0.blocks.0.edges.3.conv.weight", error.Message, StringComparison.Ordinal);
        Assert.Throws<GraphException>(() => CheckpointImport.Match(CheckpointImport.Read(path), null));
    }

    [Fact]
    public void Half_precision_is_read()
    {
        var content = MemoryMarshal.AsBytes<Half>(new[] { (Half)1.5f, (Half)(-2f) }).ToArray();
        var tensor = Assert.Single(MindSporeCheckpoint.Read(Make(MindSporeWriter.Write([("x.gamma", [2], "Float16", content)]))).Tensors);
        Assert.Equal([1.5f, -2f], tensor.Values);
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, 20)]
    [InlineData(new[] { 1 << 30, 1 << 30 }, 20)]
    [InlineData(new[] { 0 }, 4)]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 4)]
    public void Dimensions_that_cannot_be_are_refused(int[] dims, int bytes)
    {
        var path = Make(MindSporeWriter.Write([("x.weight", dims, "Float32", new byte[bytes])]));
        var error = Assert.Throws<GraphException>(() => MindSporeCheckpoint.Read(path));
        Assert.Contains("'x.weight'", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", Property.Category)]
    public void A_damaged_file_is_read_or_refused_in_one_line()
    {
        var sound = MindSporeWriter.Write(Release(Small, "backbone1.all_cells", "head1"));
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, sound.Length - 1], Gen.Byte).ForAll((kind, at, value) =>
        {
            var bytes = kind == 0 ? sound[..at] : sound.ToArray();
            if (kind > 0)
                bytes[at] = value;
            try
            {
                CheckpointImport.Match(CheckpointImport.Read(Make(bytes)), Small);
            }
            catch (GraphException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }, cases: 500);
    }

    /// <summary>The release's tensors of an architecture, in the network's order; plain numbers for names when no prefix is given.</summary>
    private static List<(string Tag, int[] Dims, string Type, byte[] Content)> Release(Architecture architecture, string? cells, string? head)
    {
        var network = architecture.Build();
        var values = new List<(string, int[], string, byte[])>();
        var (seed, cell, last) = (1, -1, "");
        foreach (var layer in network.Layers)
        {
            foreach (var parameter in network.Parameters(layer))
            {
                if (layer.Name.StartsWith("stages.", StringComparison.Ordinal) && string.Join('.', layer.Name.Split('.')[..4]) is var block && block != last)
                    (cell, last) = (cell + 1, block);
                var floats = new float[parameter.Dims.Elements];
                for (var i = 0; i < floats.Length; i++)
                    floats[i] = ++seed % 1000;
                values.Add((Tag(network, layer, parameter.Name, cell, cells, head, values.Count), [.. parameter.Dims.Dims], "Float32", MemoryMarshal.AsBytes(floats.AsSpan()).ToArray()));
            }
        }

        return values;
    }

    private static string Tag(Network network, Layer layer, string parameter, int cell, string? cells, string? head, int number)
    {
        var kind = (layer.Op, parameter) switch
        {
            (BatchNorm, "weight") => "gamma",
            (BatchNorm, "bias") => "beta",
            (BatchNorm, "running_mean") => "moving_mean",
            (BatchNorm, _) => "moving_variance",
            _ => parameter,
        };
        if (cells is null)
            return $"{(layer.Op is Linear ? "dense" : "tensor")}_{number - (layer.Op is Linear && parameter == "bias" ? 1 : 0)}.{kind}";
        var part = layer.Name switch { "head.conv" => "_conv_head", "head.bn" => "_bn1", "head.fc" => "_fc", "head.last_bn" => "_bn2", _ => null };
        if (part is not null)
            return $"{head}.{part}.{kind}";
        var place = layer.Name.Split('.');
        var factorised = network.Layers.Any(l => l.Name == string.Join('.', place[..^1]) + ".conv_a");
        var index = place[^1] == "conv_a" ? 0 : place[^1] == "conv" ? (factorised ? 1 : 0) : factorised ? 2 : 1;
        return $"{cells}.{cell}.content_cell.{place[1]}_{place[3]}_{place[5]}.layers.{index}.{kind}";
    }

    private string Make(byte[] bytes)
    {
        var path = Path.Combine(_folder, "net.ckpt");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
