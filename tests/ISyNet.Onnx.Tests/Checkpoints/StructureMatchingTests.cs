using System.Collections.Immutable;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Checkpoints;

namespace ISyNet.Onnx.Tests.Checkpoints;

/// <summary>
/// Weights under the names of other programs, in any order. A tensor's only value is the number of the parameter that it belongs to, so that every
/// match can be judged.
/// </summary>
public sealed class StructureMatchingTests : IDisposable
{
    private static readonly string[] Zoo = ["MobileNetV2", "EfficientNet-B0", "MobileNetV3-Large", "ResNet-18", "ResNet-50", "RegNetX-1.6GF", "VGG-16", "N1"];

    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-structure-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("MobileNetV2")]
    [InlineData("EfficientNet-B0")]
    [InlineData("MobileNetV3-Large")]
    [InlineData("ResNet-18")]
    [InlineData("ResNet-50")]
    [InlineData("RegNetX-1.6GF")]
    [InlineData("VGG-16")]
    public void Names_as_timm_writes_them_are_matched_in_any_order(string name)
    {
        var network = ModelZoo.Find(name)!.Build();
        for (var seed = 1; seed <= 3; seed++)
        {
            var matched = WeightMatching.Match(network, Shuffled(Named(network, Timm), seed));
            AllRight(network, matched);
            Assert.Empty(matched.Unused);
        }
    }

    [Theory]
    [InlineData("RegNetX-1.6GF")]
    [InlineData("ResNet-50")]
    public void Letters_stand_for_numbers(string name)
    {
        // As torchvision calls the parts of a block: f.a, f.b, f.c and proj, each a convolution and its norm.
        var network = ModelZoo.Find(name)!.Build();
        var names = Named(network, (layer, place, index) => layer.Place?.Stage is null ? $"{place}.{(layer.Op is Linear ? "fc" : "stem")}{(layer.Op is BatchNorm ? ".1" : ".0")}"
            : $"trunk_output.block{place.Split('.')[0]}.block-{place.Split('.')[1]}.{(layer.Place.Role == LayerRole.Skip ? "proj" : $"f.{(char)('a' + index)}")}.{(layer.Op is Conv ? 0 : 1)}");
        AllRight(network, WeightMatching.Match(network, Shuffled(names, 3)));
    }

    [Fact]
    public void The_network_of_the_zoo_is_recognised_by_its_structure()
    {
        foreach (var name in new[] { "MobileNetV2", "EfficientNet-B0", "ResNet-50" })
        {
            var imported = CheckpointImport.Match(Shuffled(Named((ModelZoo.Find(name)! with { Classes = 10 }).Build(), Timm), 5), null);
            Assert.Equal((name, 10, false), (imported.Architecture.Name, imported.Architecture.Classes, imported.Architecture.Head.LastBatchNorm));
            AllRight(imported.Architecture.Build(), imported.Matched);
        }
    }

    [Fact, Trait("Category", Property.Category)]
    public void Whatever_the_names_a_match_is_right_or_refused()
    {
        var word = Gen.Char['a', 'z'].Array[3, 6].Select(letters => new string(letters));
        Gen.Select(Gen.Int[0, Zoo.Length - 1], Gen.Int[0, 2], word.Array[12], Gen.Int[1, 1_000_000]).ForAll((which, style, words, seed) =>
        {
            var network = ModelZoo.Find(Zoo[which])!.Build();
            // Numbered parts, the roles' own words, or words that say nothing.
            var names = Named(network, (layer, place, index) => style switch
            {
                0 => $"{words[0]}.{place}.{words[1 + Operation(layer)]}{index + 1}",
                1 => $"{words[0]}.{place}.{string.Join('.', layer.Name.Split('.').Where(part => !part.All(char.IsAsciiDigit) && part is not ("stages" or "blocks" or "edges")))}{index}",
                _ => $"{words[0]}.{place}.{words[(index + seed) % words.Length]}{(char)('a' + Operation(layer))}{(char)('a' + index)}",
            });
            try
            {
                AllRight(network, WeightMatching.Match(network, Shuffled(names, seed)));
            }
            catch (AmbiguousWeightsException)
            {
                // Words that say nothing cannot always tell.
                Assert.Equal(2, style);
            }
        }, cases: 60);
    }

    [Fact]
    public void Two_modules_that_could_stand_for_each_other_are_named()
    {
        var network = TwoConvolutions();
        var names = Named(network, (layer, _, index) => layer.Op is Conv ? (index == 0 ? "front" : "rear") : "classifier");
        var error = Assert.Throws<AmbiguousWeightsException>(() => WeightMatching.Match(network, Shuffled(names, 1)));
        Assert.Contains("can be 'front' or 'rear'", error.Message, StringComparison.Ordinal);
        AllRight(network, WeightMatching.Match(network, Shuffled(Named(network, (layer, _, index) => layer.Op is Conv ? $"part{(index == 0 ? 9 : 10)}" : "fc"), 1)));
    }

    [Fact]
    public void A_file_with_a_second_copy_and_one_of_another_size_are_refused_by_what_is_there()
    {
        var network = TwoConvolutions();
        var names = Named(network, (layer, place, index) => $"{place}.{(layer.Op is Conv ? "conv" : "fc")}{index}");
        var twice = new Checkpoint([.. names.Select(t => t with { Name = $"model.{t.Name}" }), .. names.Select(t => t with { Name = $"average.{t.Name}" })], false, []);
        Assert.Contains("is in the file more than once", Assert.Throws<AmbiguousWeightsException>(() => WeightMatching.Match(network, twice)).Message, StringComparison.Ordinal);
        var branch = new Checkpoint([.. names.Select(t => t with { Name = $"model.{t.Name}" }), new("loss.centres.weight", [5, 7], [1])], false, []);
        var matched = WeightMatching.Match(network, branch);
        AllRight(network, matched);
        Assert.Equal(["loss.centres.weight"], matched.Unused);
        var wider = new Checkpoint([.. names.Select((t, i) => i == 1 ? t with { Dims = [8, 8, 5, 5] } : t)], false, ["left (F8_E4M3 2x2)"]);
        var error = Assert.Throws<GraphException>(() => WeightMatching.Match(network, wider));
        Assert.Contains("is 8x8x3x3: 2 layers with weight 8x8x3x3 are needed and the file has 1 (not read: left (F8_E4M3 2x2))", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_nest_without_end_and_names_in_great_number_end_in_a_line()
    {
        var deep = string.Concat(Enumerable.Repeat("a.", 200_000));
        var network = TwoConvolutions();
        Assert.Throws<GraphException>(() => WeightMatching.Match(network, new Checkpoint([new($"{deep}weight", [8, 8, 3, 3], [1]), new($"{deep}b.weight", [8, 8, 3, 3], [1])], false, [])));
        Assert.Throws<GraphException>(() => WeightMatching.Match(network, new Checkpoint([new("a.weight", [8, 8, 3, 3], [1]), new("a..weight", [8, 8, 3, 3], [1]), new(".weight", [8], [1])], false, [])));
        Assert.Throws<GraphException>(() => WeightMatching.Match(network, new Checkpoint([.. Enumerable.Range(0, 50_000).Select(i => new CheckpointTensor($"m{i}x.weight", [8, 8, 3, 3], [1]))], false, [])));
    }

    [Fact]
    public void Tensors_that_are_not_needed_do_not_hinder()
    {
        var path = Path.Combine(_folder, "net.safetensors");
        Safetensors(path, ("w", "F32", [2, 1], 8), ("empty", "F32", [0, 3], 0), ("mask", "U32", [2], 8), ("scale", "F32", [], 4), ("small", "F8_E4M3", [2, 2], 4), ("list", "I64", [3], 24));
        var checkpoint = CheckpointImport.Read(path);
        Assert.Equal(["list", "mask", "scale", "w"], checkpoint.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["empty (F32 0x3)", "small (F8_E4M3 2x2)"], checkpoint.LeftOut);
        var ckpt = Path.Combine(_folder, "net.ckpt");
        File.WriteAllBytes(ckpt, MindSporeWriter.Write([("x.gamma", [2], "Float32", new byte[8]), ("empty", [0], "Float32", []), ("n", [], "Int32", new byte[4])]));
        Assert.Equal(("x.gamma", "empty (Float32, empty)"), (Assert.Single(CheckpointImport.Read(ckpt).Tensors).Name, Assert.Single(CheckpointImport.Read(ckpt).LeftOut)));
        Safetensors(path, ("w", "F32", [2, 1], 8), ("empty", "F32", [0, 3], 4));
        Assert.Contains("'empty'", Assert.Throws<GraphException>(() => CheckpointImport.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.pth", new byte[] { 0x50, 0x4B, 3, 4 }, "save it as safetensors, like this: python -c")]
    [InlineData("net.pt", new byte[] { 0x80, 2, (byte)'}' }, "'net.safetensors'")]
    [InlineData("net.safetensors", new byte[] { 0x50, 0x4B, 3, 4 }, "is a PyTorch file")]
    [InlineData("net.onnx", new byte[] { 8, 8 }, "is an ONNX file, which needs no import")]
    [InlineData("net.h5", new byte[] { 0x89, 0x48, 0x44, 0x46 }, "Keras")]
    [InlineData("net.ckpt", new byte[] { (byte)'<', (byte)'!', (byte)'d' }, "a web page")]
    public void Files_of_other_programs_are_named_with_what_to_do(string name, byte[] head, string piece)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, head);
        var error = Assert.Throws<GraphException>(() => CheckpointImport.Read(path));
        Assert.Contains(piece, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static Network TwoConvolutions()
    {
        var builder = new NetworkBuilder("two");
        var layer = builder.Add("a", new Conv(8, Window.Square(3)), builder.Input(new Shape(8, 16, 16)));
        layer = builder.Add("flatten", new Flatten(), builder.Add("pool", new GlobalPool(), builder.Add("b", new Conv(8, Window.Square(3)), layer)));
        builder.Add("c", new Linear(4), layer);
        return builder.Build();
    }

    /// <summary>The tensors of a network by other names; the only value of each is its number.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">The name of a layer: the layer, its block such as <c>2.1</c>, and its number among those of its operation in the block.</param>
    private static ImmutableArray<CheckpointTensor> Named(Network network, Func<Layer, string, int, string> name)
    {
        var counts = new Dictionary<(string, int), int>();
        var tensors = ImmutableArray.CreateBuilder<CheckpointTensor>();
        foreach (var layer in network.Layers.Where(layer => !network.Parameters(layer).IsEmpty))
        {
            var place = layer.Place is { Stage: { } stage } at ? $"{stage}.{at.Block ?? 0}" : layer.Place?.Part.ToString().ToLowerInvariant() ?? "net";
            var index = counts[(place, Operation(layer))] = counts.GetValueOrDefault((place, Operation(layer)), -1) + 1;
            foreach (var parameter in network.Parameters(layer))
                tensors.Add(new CheckpointTensor($"{name(layer, place, index)}.{parameter.Name}", parameter.Dims.Dims, [tensors.Count]));
        }

        return tensors.ToImmutable();
    }

    private static int Operation(Layer layer) => layer.Op switch { Conv => 0, BatchNorm => 1, _ => 2 };

    private static string Timm(Layer layer, string place, int index)
    {
        var parts = layer.Name.Split('.');
        var (role, kind) = (parts.Length > 1 ? parts[^2] : "", parts[^1]);
        var isFirst = index == 0;
        return (parts[0], layer.Op) switch
        {
            ("stem", Conv) => "conv_stem",
            ("stem", _) => "bn1",
            ("head", Conv) => "conv_head",
            ("head", BatchNorm) => "bn2",
            ("head", _) => kind == "fc" && parts.Length == 2 ? "classifier" : $"pre_{string.Join('_', parts[1..])}",
            _ when role == "project" && layer.Place!.Role == LayerRole.Skip => $"blocks.{place}.downsample.{(layer.Op is Conv ? 0 : 1)}",
            (_, BatchNorm) => $"blocks.{place}.bn{index + 1}",
            _ => $"blocks.{place}." + role switch
            {
                "expand" => "conv_pw",
                "depthwise" => "conv_dw",
                "se" => kind == "reduce" ? "se.conv_reduce" : "se.conv_expand",
                "project" => isFirst ? "conv_pw" : "conv_pwl",
                _ => $"conv{index + 1}",
            },
        };
    }

    private static Checkpoint Shuffled(ImmutableArray<CheckpointTensor> tensors, int seed)
    {
        var array = tensors.ToArray();
        new Random(seed).Shuffle(array);
        return new Checkpoint([.. array], IsInOrder: false, []);
    }

    private static void AllRight(Network network, MatchedWeights matched)
    {
        var place = 0;
        foreach (var layer in network.Layers)
        {
            foreach (var parameter in network.Parameters(layer))
                Assert.True(matched.Weights[$"{layer.Name}.{parameter.Name}"].Values[0] == place++, $"{layer.Name}.{parameter.Name} took {matched.Matches[place - 1].Tensor}");
        }
    }

    private static void Safetensors(string path, params (string Name, string Type, int[] Dims, int Bytes)[] tensors)
    {
        var (entries, at) = (new List<string>(), 0);
        foreach (var (name, type, dims, bytes) in tensors)
        {
            entries.Add($"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', dims)}],\"data_offsets\":[{at},{at + bytes}]}}");
            at += bytes;
        }

        var header = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[at]]);
    }
}
