using ISyNet.Runtime.Tests;
using SkiaSharp;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet predict</c> and <c>evaluate</c> with models of other programs, through the real executable.</summary>
public sealed class PredictTests : IDisposable
{
    private const int Side = 32;

    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-predict-").FullName;

    public PredictTests()
    {
        foreach (var (name, colour) in new[] { ("red", SKColors.Red), ("green", SKColors.Lime), ("blue", SKColors.Blue), ("dark", new SKColor(60, 60, 60)) })
            Picture($"{name}.png", (_, _) => colour);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_brightest_channel_is_the_class_whatever_the_model_takes()
    {
        var models = new Dictionary<string, PictureModel>
        {
            ["float"] = Means(PictureModel.Float, "N", 3, Side, Side),
            ["half"] = Means(PictureModel.Float16, "N", 3, Side, Side),
            ["bytes"] = new PictureModel().Input("x", PictureModel.UInt8, "N", 3, Side, Side).Node("Cast x > f", ("to", PictureModel.Float)).Node("GlobalAveragePool f > g").Node("Flatten g > y").Output("y", PictureModel.Float, "N", 3),
            ["last"] = new PictureModel().Input("x", PictureModel.Float, "N", Side, Side, 3).Node("Transpose x > t", ("perm", new[] { 0, 3, 1, 2 })).Node("GlobalAveragePool t > g").Node("Flatten g > y").Output("y", PictureModel.Float, "N", 3),
            ["batch"] = Means(PictureModel.Float, 4, 3, Side, Side),
            ["free"] = Means(PictureModel.Float, "N", 3, "H", "W"),
        };
        foreach (var (name, model) in models)
        {
            var run = Run(model, name, "red.png", "green.png", "blue.png", "--json");
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal([0, 1, 2], run.Json.EnumerateArray().Select(picture => picture.GetProperty("classes")[0].GetProperty("index").GetInt32()));
        }
    }

    [Fact]
    public void Probabilities_inside_are_not_made_probabilities_again()
    {
        var softmax = Run(Share("Softmax", [MathF.Log(9), 0]), "softmax", "red.png");
        Assert.Contains("red.png: class 0 90.00 %, class 1 10.00 %", softmax.Output, StringComparison.Ordinal);
        var sigmoid = Run(Share("Sigmoid", [MathF.Log(1 / 9f)]), "sigmoid", "red.png");
        Assert.Contains("red.png: class 0 10.00 %\n", sigmoid.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var again = Run(Share("Softmax", [MathF.Log(9), 0]), "again", "red.png", "--logits");
        Assert.Contains("class 0 69.00 %, class 1 31.00 %", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_assumed_is_said_and_options_replace_it()
    {
        // Class 0 up to a brightness of a half, class 1 above.
        var model = new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Weight("w", [3, 2], [0, 10, 0, 10, 0, 10]).Weight("b", [2], [0, -15])
            .Node("GlobalAveragePool x > g").Node("Flatten g > f").Node("Gemm f w b > z").Output("z", PictureModel.Float, "N", 2);
        var assumed = Run(model, "model", "dark.png");
        Assert.StartsWith("dark.png: class 0", assumed.Output, StringComparison.Ordinal);
        Assert.Equal("isynet: model.onnx: assumed: red green blue (--channels); pixels as 0..1 (--mean, --std, --scale); 'z' are logits, no softmax is inside (--probabilities)", assumed.Error.Trim());
        var told = Run(model, "model", "dark.png", "--scale", "1", "--channels", "rgb", "--logits");
        Assert.StartsWith("dark.png: class 1", told.Output, StringComparison.Ordinal);
        Assert.Empty(told.Error);
        Assert.StartsWith("dark.png: class 1", Run(model, "model", "dark.png", "--scale", "1/10").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_outputs_the_classes_are_taken_and_the_other_on_request()
    {
        var model = new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Weight("w", [3, 2], [1, 0, 0, 1, 0, 0]).Node("GlobalAveragePool x > g").Node("Flatten g > f")
            .Node("Identity f > features").Node("MatMul f w > z").Output("features", PictureModel.Float, "N", 3).Output("z", PictureModel.Float, "N", 2);
        Assert.Equal(2, Run(model, "model", "red.png", "--json").Json[0].GetProperty("classes").GetArrayLength());
        Assert.Equal(3, Run(model, "model", "red.png", "--output", "features", "--json").Json[0].GetProperty("classes").GetArrayLength());
        Run(model, "model", "red.png", "--output", "none").ShouldFail(1, "has no output 'none'", "'features' (3), 'z' (2)");
    }

    [Fact]
    public void What_is_no_classifier_or_no_option_is_one_line()
    {
        Run(new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side).Node("Identity x > y").Output("y", PictureModel.Float, "N", 3, Side, Side), "segmenter", "red.png")
            .ShouldFail(1, "segmenter.onnx: is no classifier", "a value for every place");
        Run(new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, 3).Node("Flatten x > y").Output("y", PictureModel.Float, "N", 288), "either", "red.png").ShouldFail(1, "--layout nchw or --layout nhwc");
        var model = Means(PictureModel.Float, "N", 3, Side, Side);
        Run(model, "model", "red.png", "--layout", "chw").ShouldFail(2, "--layout takes nchw or nhwc");
        Run(model, "model", "red.png", "--mean", "some").ShouldFail(2, "--mean takes numbers");
        Run(model, "model", "red.png", "--logits", "--probabilities").ShouldFail(2, "exclude each other");
        Run(model, "model", "red.png", "--input", "3x64x64").ShouldFail(1, "height 32");
    }

    [Fact]
    public void Evaluation_prepares_pictures_as_prediction_does()
    {
        foreach (var (name, colour) in new[] { ("blue", SKColors.Blue), ("green", SKColors.Lime), ("red", SKColors.Red) })
        {
            for (var i = 0; i < 6; i++)
                Picture($"data/{name}/{i}.png", (x, y) => (x + y + i) % 7 == 0 ? SKColors.Gray : colour);
        }

        var model = new PictureModel().Input("x", PictureModel.Float16, 2, Side, Side, 3).Node("Transpose x > t", ("perm", new[] { 0, 3, 1, 2 })).Node("GlobalAveragePool t > g").Node("Flatten g > y").Output("y", PictureModel.Float16, 2, 3)
            .Metadata("isynet.class_names", """["red", "green", "blue"]""").Write(Path.Combine(_folder, "model.onnx"));
        var run = Executable.RunIn(_folder, "evaluate", model, "--data", "data", "--training", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, run.Json.GetProperty("top1Accuracy").GetDouble());
        Assert.Contains("assumed: red green blue (--channels)", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, Executable.RunIn(_folder, "evaluate", model, "--data", "data", "--training", "--json", "--channels", "bgr").Json.GetProperty("confusion")[0][0].GetInt32());
    }

    /// <summary>The corner that is bright, of a picture stored in each of the eight ways that EXIF knows.</summary>
    [Fact]
    public void Every_orientation_shows_the_same_corner()
    {
        var model = new PictureModel().Input("input", PictureModel.Float, "N", 3, Side, Side).Node("ReduceMean input > m", ("axes", new[] { 1 }), ("keepdims", 1))
            .Node("AveragePool m > q", ("kernel_shape", new[] { 16, 16 }), ("strides", new[] { 16, 16 })).Node("Flatten q > y").Output("y", PictureModel.Float, "N", 4)
            .Metadata("isynet.input", "raw pixels 0..255").Metadata("isynet.class_names", """["top left", "top right", "bottom left", "bottom right"]""");
        var files = Enumerable.Range(1, 8).Select(orientation => Turned($"turned-{orientation}.jpg", orientation)).ToArray();
        var run = Run(model, "corner", [.. files, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Enumerable.Repeat("top left", 8), run.Json.EnumerateArray().Select(picture => picture.GetProperty("classes")[0].GetProperty("name").GetString()!));
    }

    [Fact]
    public void Models_of_other_programs_are_measured()
    {
        Means(PictureModel.Float16, "N", 3, "H", "W").Write(Path.Combine(_folder, "half.onnx"));
        var run = Executable.RunIn(_folder, "measure", "half.onnx", "--batch", "2", "--repeats", "3", "--seconds", "0.1", "--noise", "1000", "--out", "m.csv", "--networks", "nets");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("half,2,", File.ReadAllLines(Path.Combine(_folder, "m.csv"))[1], StringComparison.Ordinal);
    }

    private Outcome Run(PictureModel model, string name, params string[] arguments)
    {
        model.Write(Path.Combine(_folder, $"{name}.onnx"));
        return Executable.RunIn(_folder, ["predict", $"{name}.onnx", .. arguments]);
    }

    private static PictureModel Means(int type, params object?[] dims) =>
        new PictureModel().Input("x", type, dims).Node("GlobalAveragePool x > g").Node("Flatten g > y").Output("y", type, dims[0], 3);

    /// <summary>A model that gives the same values for every picture.</summary>
    private static PictureModel Share(string end, float[] bias) => new PictureModel().Input("x", PictureModel.Float, "N", 3, Side, Side)
        .Weight("w", [3, bias.Length], new float[3 * bias.Length]).Weight("b", [bias.Length], bias).Node("GlobalAveragePool x > g").Node("Flatten g > f").Node("Gemm f w b > z").Node($"{end} z > p").Output("p", PictureModel.Float, "N", bias.Length);

    private void Picture(string name, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(Side, Side);
        for (var i = 0; i < Side * Side; i++)
            bitmap.SetPixel(i % Side, i / Side, colour(i % Side, i / Side));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data.ToArray());
    }

    // Where EXIF says that row 0 and column 0 of the stored picture are to be seen, by its own table.
    private string Turned(string name, int orientation)
    {
        using var stored = new SKBitmap(Side, Side);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (top, left) = orientation switch
                {
                    1 => (y, x),
                    2 => (y, Side - 1 - x),
                    3 => (Side - 1 - y, Side - 1 - x),
                    4 => (Side - 1 - y, x),
                    5 => (x, y),
                    6 => (x, Side - 1 - y),
                    7 => (Side - 1 - x, Side - 1 - y),
                    _ => (Side - 1 - x, y),
                };
                stored.SetPixel(x, y, top < 16 && left < 16 ? SKColors.White : top < 16 ? SKColors.Gray : SKColors.Black);
            }
        }

        using var data = stored.Encode(SKEncodedImageFormat.Jpeg, 95);
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        var bytes = data.ToArray();
        File.WriteAllBytes(Path.Combine(_folder, name), [.. bytes[..2], .. exif, .. bytes[2..]]);
        return name;
    }
}
