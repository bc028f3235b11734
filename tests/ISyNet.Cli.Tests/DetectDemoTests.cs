namespace ISyNet.Cli.Tests;

/// <summary><c>isynet detect scenes|demo</c> through the executable, on few real images.</summary>
public sealed class DetectDemoTests(TinyData data) : IClassFixture<TinyData>
{
    [Fact]
    public void Composes_scenes_that_depend_on_the_seed_alone()
    {
        string[] command = ["detect", "scenes", "--data", data.Folder, "--train", "6", "--test", "3", "--size", "96", "--quiet"];
        foreach (var name in new[] { "a", "b" })
        {
            var run = Executable.Run([.. command, "--out", Path.Combine(data.Root, name), "--json"]);
            Assert.Equal(6, run.Json.GetProperty("training").GetProperty("images").GetInt32());
        }

        foreach (var file in Directory.GetFiles(Path.Combine(data.Root, "a"), "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(Path.Combine(data.Root, "a"), Path.Combine(data.Root, "b"), StringComparison.Ordinal)));
        Assert.Equal(9, Directory.GetFiles(Path.Combine(data.Root, "a", "images")).Length);
        Executable.Run([.. command, "--out", Path.Combine(data.Root, "a")]).ShouldFail(2, "is not empty");
    }

    [Fact]
    public void A_demo_leaves_a_page_with_drawn_pictures()
    {
        var folder = Path.Combine(data.Root, "demo");
        var run = Executable.Run("detect", "demo", "--data", data.Folder, "--train", "100", "--test", "6", "--size", "64", "--epochs", "10", "--threads", "1",
            "--channels", "16", "--out", folder, "--quiet", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(10, run.Json.GetProperty("classes").GetArrayLength());
        Assert.Equal(6, Directory.GetFiles(Path.Combine(folder, "pictures"), "*.png").Length);
        Exported_model_finds_what_the_trainer_finds(folder);
        var page = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("data:image/png;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void Exported_model_finds_what_the_trainer_finds(string folder)
    {
        string[] pictures = Directory.GetFiles(Path.Combine(folder, "scenes", "images"), "test-*.png");
        var (trainer, runtime) = (Objects(folder), Objects(Path.Combine(folder, "model.onnx")));
        Assert.True(trainer.Length > 20, $"{trainer.Length} objects");
        Assert.Equal(trainer.Length, runtime.Length);
        foreach (var expected in trainer)
            Assert.Contains(runtime, found => found.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3 * Math.Max(1, Math.Abs(pair.Second))));

        double[][] Objects(string model) => [.. Executable.Run(["detect", "predict", model, .. pictures, "--min-score", "0.011", "--json"]).Json.EnumerateArray()
            .SelectMany((picture, i) => picture.GetProperty("objects").EnumerateArray().Select(o => new[]
            {
                i, o.GetProperty("class").GetInt32(), o.GetProperty("score").GetDouble(),
                o.GetProperty("box").GetProperty("x").GetDouble(), o.GetProperty("box").GetProperty("y").GetDouble(),
                o.GetProperty("box").GetProperty("width").GetDouble(), o.GetProperty("box").GetProperty("height").GetDouble(),
            }))];
    }
}
