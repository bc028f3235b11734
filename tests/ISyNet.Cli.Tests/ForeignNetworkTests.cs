using System.Text.Json;
using ISyNet.Onnx.Proto;
using ISyNet.Onnx.Tests;

namespace ISyNet.Cli.Tests;

/// <summary>ONNX files as people bring them, through the real executable: what they count, what is said of them, and what is refused.</summary>
public sealed class ForeignNetworkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-foreign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, long, long> Cases => new()
    {
        { "baked batch", 9_472, 2_668 },
        { "channel shuffle", 16_128, 252 },
        { "one name", 10_838_016, 216 },
        { "no batch", 4_194_304, 8_192 },
        { "free channels", 3_612_672, 72 },
        { "shared weight", 294_912, 576 },
        { "slopes", 0, 64 },
        { "embedding", 0, 32_000 },
        { "function", 442_368, 432 },
        { "branch", 442_368, 432 },
        { "lstm", 15_360, 1_536 },
        { "loop", 320, 64 },
        { "bytes", 32_768, 2_048 },
        { "four bits", 524_288, 32_768 },
        { "same name twice", 2_048, 32 },
    };

    private static OnnxSketch Sketch(string name) => name switch
    {
        "baked batch" => new OnnxSketch(13, 8, 3, 32, 32).Weight("w", 4, 3, 3, 3).Ints("s", 8, 256).Weight("f", 10, 256).Node("Conv(x, w) -> c", Padded(4)).Node("Reshape(c, s) -> v").Node("Gemm(v, f) -> y", ("transB", 1)),
        "channel shuffle" => new OnnxSketch(13, 4, 3, 32, 32).Weight("w", 4, 3, 3, 3).Weight("w2", 4, 4, 3, 3).Ints("s", 4, 2, 2, 8, 8).Ints("t", 4, 4, 8, 8).Node("Conv(x, w) -> c", Padded(4))
            .Node("Reshape(c, s) -> v").Node("Transpose(v) -> u", ("perm", new long[] { 0, 2, 1, 3, 4 })).Node("Reshape(u, t) -> r").Node("Conv(r, w2) -> y", Padded(1)),
        "one name" => new OnnxSketch(13).Input("x", "?", 3, "?", "?").Weight("w", 8, 3, 3, 3).Node("Conv(x, w) -> c", Padded(1)).Node("GlobalAveragePool(c) -> y"),
        "no batch" => new OnnxSketch(13, 512, 128).Weight("w", 128, 64).Node("MatMul(x, w) -> y"),
        "free channels" => new OnnxSketch(13).Input("x", "N", "C", "H", "W").Weight("w", 8, 1, 3, 3).Node("Conv(x, w) -> y", Padded(1)),
        "shared weight" => new OnnxSketch(13, 1, 8, 16, 16).Weight("w", 8, 8, 3, 3).Node("Conv(x, w) -> a", Padded(1)).Node("Conv(a, w) -> y", Padded(1)),
        "slopes" => new OnnxSketch(13, 1, 64, 8, 8).Weight("s", 64, 1, 1).Node("PRelu(x, s) -> y"),
        "embedding" => Indexed(new OnnxSketch(13, 1, 16).Weight("e", 1000, 32).Node("Gather(e, x) -> y")),
        "function" => new OnnxSketch(13, 1, 3, 32, 32).Weight("w", 16, 3, 3, 3).Node("loc:Block(x, w) -> y")
            .Function("loc", "Block", ["X", "W"], ["Y"], new OnnxSketch(13).Node("Conv(X, W) -> t", Padded(1)).Node("Relu(t) -> Y")),
        "branch" => new OnnxSketch(13, 1, 3, 32, 32).Weight("w", 16, 3, 3, 3).Weight("w2", 16, 3, 1, 1).Node("ReduceMax(x) -> m", ("keepdims", 0)).Node("Cast(m) -> c", ("to", 9))
            .Node("If(c) -> y", ("then_branch", new OnnxSketch(13).Node("Conv(x, w) -> t", Padded(1)).Body(["t"])), ("else_branch", new OnnxSketch(13).Node("Conv(x, w2) -> e").Body(["e"]))),
        "lstm" => new OnnxSketch(13).Input("x", "N", 10, 8).Weight("w", 1, 64, 8).Weight("r", 1, 64, 16).Node("Transpose(x) -> t", ("perm", new long[] { 1, 0, 2 })).Node("LSTM(t, w, r) -> y", ("hidden_size", 16)),
        "loop" => new OnnxSketch(13, 1, 8).Weight("w", 8, 8).Scalar("n", 5)
            .Node("Loop(n, _, x) -> y", ("body", new OnnxSketch(13).Node("Identity(go) -> on").Node("MatMul(v, w) -> r").Body(["on", "r"], "i", "go", "v"))),
        "bytes" => new OnnxSketch(13, 1, 16, 64).Set("com.microsoft").Tensor("w", OnnxDataType.UInt8, 64, 32).Weight("s", 1).Tensor("z", OnnxDataType.UInt8, 1).Node("com.microsoft:DynamicQuantizeMatMul(x, w, s, z) -> y"),
        "four bits" => new OnnxSketch(17).Input("x", "N", 16, 256).Set("com.microsoft").Tensor("q", OnnxDataType.UInt8, 128, 8, 16).Weight("s", 1024)
            .Node("com.microsoft:MatMulNBits(x, q, s) -> y", ("K", 256), ("N", 128), ("bits", 4), ("block_size", 32)),
        "same name twice" => SameName(new OnnxSketch(13).Input("x", "N", 3, 8, 8).Weight("w", 4, 3, 1, 1).Weight("w2", 5, 4, 1, 1).Node("Conv(x, w) -> c").Node("Conv(c, w2) -> y")),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts(string name, long macs, long parameters)
    {
        var profile = Profile(Write(Sketch(name)));
        Assert.Equal((macs, parameters), (profile.GetProperty("macs").GetInt64(), profile.GetProperty("params").GetInt64()));
        Assert.Equal((macs, parameters), (Sum(profile, "macs"), Sum(profile, "params")));
        if (macs > 0)
            Assert.True(profile.GetProperty("mem").GetDouble() > 0);
    }

    [Theory]
    [InlineData("ascend310", "closed")]
    [InlineData("ascend310", "tile")]
    [InlineData("h100", "kernels")]
    [InlineData("tpu-128", "closed")]
    public void Steps_of_recurrent_layers_and_rounds_of_loops_are_priced(string device, string model)
    {
        foreach (var name in (string[])["lstm", "loop", "function", "branch", "bytes", "four bits"])
        {
            var profile = Profile(Write(Sketch(name)), "--device", device, "--model", model);
            var priced = profile.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("macs").GetInt64() > 0).ToArray();
            Assert.NotEmpty(priced);
            Assert.All(priced, layer => Assert.True(layer.GetProperty("matrixMs").GetDouble() > 0, $"{name}: {layer}"));
        }

        // Ten times the rounds take longer, and not a hundred times as long.
        var (few, many) = (Loop(5), Loop(50));
        Assert.InRange(many / few, 3, 11);

        double Loop(int rounds)
        {
            var sketch = new OnnxSketch(13, 1, 64, 256).Weight("w", 256, 256).Scalar("n", rounds)
                .Node("Loop(n, _, x) -> y", ("body", new OnnxSketch(13).Node("Identity(go) -> on").Node("MatMul(v, w) -> r").Body(["on", "r"], "i", "go", "v")));
            return Profile(Write(sketch), "--device", device, "--model", model).GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("macs").GetInt64() > 0)
                .Sum(layer => layer.GetProperty("latencyMs").GetDouble() - layer.GetProperty("overheadMs").GetDouble());
        }
    }

    [Fact]
    public void Inputs_take_shapes_by_name_and_the_image_without_one()
    {
        var file = Write(new OnnxSketch(11).Input("im_shape", "n", 2).Input("image", "n", 3, "h", "w").Weight("w", 4, 3, 1, 1).Weight("f", 4, 2)
            .Node("Conv(image, w) -> c").Node("GlobalAveragePool(c) -> g").Node("Flatten(g) -> v").Node("Gemm(v, f) -> z").Node("Add(z, im_shape) -> y"));
        foreach (var args in (string[][])[["--input", "3x320x320"], ["--input", "image=3x320x320"], ["--input", "image=1x3x320x320", "--input", "im_shape=2"]])
        {
            Assert.Equal((12 * 320 * 320) + 8, Profile(file, args).GetProperty("macs").GetInt64());
            Assert.Equal(0, Executable.Run(["mem", file, "--json", .. args]).ExitCode);
        }

        Executable.Run("profile", file, "--input", "img=3x9x9").ShouldFail(1, "has no input 'img': its inputs are 'im_shape', 'image'");
        Executable.Run("profile", file, "--input", "image=3x9x9", "--input", "image=3x8x8").ShouldFail(2, "'image' has a shape already");
        Executable.Run("profile", "N0", "--input", "image=3x9x9").ShouldFail(2, "is for ONNX files");
        Executable.Run("mem", file, "--input", "3xbig").ShouldFail(2, "'3xbig' is not a shape");
    }

    [Fact]
    public void What_is_not_known_and_what_is_assumed_stand_below_the_table_once()
    {
        var sketch = new OnnxSketch(13).Input("x", "N", 8, "length").Set("odd");
        for (var i = 0; i < 6; i++)
            sketch.Node($"odd:{(i < 4 ? "Magic" : "Trick")}({(i == 0 ? "x" : $"v{i}")}) -> {(i == 5 ? "y" : $"v{i + 1}")}");
        var notes = Executable.Run("profile", Write(sketch)).Output.Split('\n').Where(line => line.StartsWith("note: ", StringComparison.Ordinal)).ToArray();
        // The last is the device's own: no network that it was calibrated on has such operations.
        Assert.Equal(4, notes.Length);
        Assert.Contains("dimension 2 ('length') is free; 128 is assumed", notes[0], StringComparison.Ordinal);
        Assert.Contains("4 of 6 nodes (66.7 %)", notes[1], StringComparison.Ordinal);
        Assert.Contains("2 of 6 nodes (33.3 %)", notes[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "pointer of Git LFS")]
    [InlineData("<!DOCTYPE html>", "web page (HTML)")]
    [InlineData("", "is empty")]
    [InlineData("PK\u0003\u0004archive/data.pkl", "a PyTorch file")]
    public void What_is_no_model_is_named(string text, string what)
    {
        var file = Path.Combine(_folder, "model.onnx");
        File.WriteAllText(file, text);
        Executable.Run("profile", file).ShouldFail(1, file, what);
        var other = Path.ChangeExtension(file, ".pt");
        File.Move(file, other);
        Executable.Run("profile", other).ShouldFail(2, other, what);
    }

    [Fact]
    public void A_cut_off_file_and_a_folder_are_named()
    {
        var file = Write(Sketch("shared weight"));
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..^100]);
        Executable.Run("profile", file).ShouldFail(1, file, $"is cut off after {whole.Length - 100} bytes");
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "folder.onnx")).FullName;
        Executable.Run("profile", folder).ShouldFail(1, folder, "is a folder");
    }

    private static JsonElement Profile(string file, params string[] args)
    {
        var outcome = Executable.Run(["profile", file, "--json", "--batch", "1", .. args]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome.Json[0];
    }

    private static long Sum(JsonElement profile, string of) => profile.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty(of).GetInt64());

    private static (string, object)[] Padded(long step) => [("pads", new long[] { 1, 1, 1, 1 }), ("strides", new[] { step, step })];

    private static OnnxSketch Indexed(OnnxSketch sketch)
    {
        sketch.Model.Graph.Input[0].Type.TensorType.ElemType = (int)OnnxDataType.Int64;
        return sketch;
    }

    private static OnnxSketch SameName(OnnxSketch sketch)
    {
        foreach (var node in sketch.Model.Graph.Node)
            node.Name = "conv";
        return sketch;
    }

    private string Write(OnnxSketch sketch)
    {
        var file = Path.Combine(_folder, "model.onnx");
        sketch.Write(file);
        return file;
    }
}
