using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet train|evaluate|finetune</c> through the real executable, on a few real images.</summary>
public sealed class TrainTests(TinyData data) : IClassFixture<TinyData>
{
    private const string Net = """
        {"format": "isynet.architecture/1", "name": "tiny", "input": "1x28x28", "classes": 10,
         "stem": {"channels": 8, "kernel": 3, "stride": 2, "maxPool": false},
         "stages": [{"block": "edges", "channels": 16, "blocks": 2, "stride": 2, "edges": ["conv_3x3"], "innerChannels": 16, "lastActivation": true, "skip": "Add"}],
         "head": {"convChannels": 0}}
        """;

    [Fact]
    public void A_trained_network_is_judged_alike_by_its_folder_and_its_model_and_is_finetuned()
    {
        var folder = Train("one", "--epochs", "3", "--json");
        var metrics = folder.Json;
        Assert.Equal(metrics.GetProperty("testAccuracy").GetDouble(), metrics.GetProperty("onnxAccuracy").GetDouble(), 0.01);
        Assert.True(metrics.GetProperty("testAccuracy").GetDouble() > 0.3);
        Assert.Equal(300, metrics.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(n => n.GetInt32())));
        foreach (var file in new[] { "architecture.json", "recipe.json", "weights.safetensors", "model.onnx", "metrics.json", "curve.csv", "training-accuracy.png" })
            Assert.True(File.Exists(Path.Combine(data.Root, "one", file)), file);
        Assert.Single(Directory.GetFiles(Path.Combine(data.Root, "one"), "events.out.tfevents.*"));

        var (byFolder, byModel) = (Evaluate("one"), Evaluate(Path.Combine("one", "model.onnx")));
        Assert.Equal(metrics.GetProperty("testAccuracy").GetDouble(), byFolder.Json.GetProperty("top1Accuracy").GetDouble(), 1e-9);
        Assert.Equal(metrics.GetProperty("onnxAccuracy").GetDouble(), byModel.Json.GetProperty("top1Accuracy").GetDouble(), 1e-9);
        // Without --data, the images that it was trained on.
        var again = Executable.RunIn(data.Root, "evaluate", "one", "--json");
        Assert.Equal(byFolder.Json.GetProperty("top1Accuracy").GetDouble(), again.Json.GetProperty("top1Accuracy").GetDouble());
        Assert.Contains(data.Folder, again.Error, StringComparison.Ordinal);
        var profile = Executable.RunIn(data.Root, "profile", "one", Path.Combine("one", "model.onnx"), Path.Combine("one", "architecture.json"), "--json").Json;
        Assert.Single(profile.EnumerateArray().Select(p => Math.Round(p.GetProperty("latencyMsPerImage").GetDouble(), 12)).Distinct());

        var quantized = Executable.RunIn(data.Root, "quantize", "one", "--images", "100", "--json");
        Assert.True(quantized.ExitCode == 0, quantized.Error);
        Assert.Equal(metrics.GetProperty("onnxAccuracy").GetDouble(), quantized.Json.GetProperty("float").GetProperty("value").GetDouble(), 1e-9);
        Assert.InRange(quantized.Json.GetProperty("agreement").GetDouble(), 0.95, 1);
        // The file classifies as it was said to.
        var eightBits = Evaluate(Path.Combine("one", "model.int8.onnx")).Json;
        Assert.Equal(quantized.Json.GetProperty("quantized").GetProperty("correct").GetInt32(), eightBits.GetProperty("top1").GetProperty("correct").GetInt32());
        Executable.RunIn(data.Root, "quantize", "one").ShouldFail(2, "model.int8.onnx", "--force");

        var released = Executable.RunIn(data.Root, "zoo", "release", "one", "--out", "release");
        Assert.True(released.ExitCode == 0, released.Error);
        var entry = Executable.RunIn(data.Root, "zoo", "list", "--weights", "release", "--json").Json[0];
        Assert.Equal(metrics.GetProperty("test").GetProperty("correct").GetInt32(), entry.GetProperty("correct").GetInt32());
        foreach (var file in entry.GetProperty("files").EnumerateArray())
        {
            var bytes = File.ReadAllBytes(Path.Combine(data.Root, "release", file.GetProperty("name").GetString()!));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), file.GetProperty("sha256").GetString());
        }

        Released(metrics, entry.GetProperty("name").GetString()!);
        Directory.CreateDirectory(Path.Combine(data.Root, "odd"));
        foreach (var file in (string[])["architecture.json", "weights.safetensors", "model.onnx", "recipe.json", "curve.csv"])
            File.Copy(Path.Combine(data.Root, "one", file), Path.Combine(data.Root, "odd", file));
        File.WriteAllText(Path.Combine(data.Root, "odd", "metrics.json"), """{"format": "isynet.training-result/1", "network": "n"}""");
        Executable.RunIn(data.Root, "zoo", "release", "odd", "--out", "release").ShouldFail(1, Path.Combine("odd", "metrics.json"), "data");
        File.WriteAllText(Path.Combine(data.Root, "release", "index.json"), """{"format": "isynet.weights-index/1", "networks": 3}""");
        Executable.RunIn(data.Root, "zoo", "list", "--weights", "release").ShouldFail(1, Path.Combine("release", "index.json"), "networks");

        Assert.InRange(Evaluate("one", "--input", "1x32x32").Json.GetProperty("top1Accuracy").GetDouble(), 0.1, 1);

        var probe = Run("finetune", "--from", "one", "--linear-probe", "--epochs", "1", "--out", "probe", "--json");
        Assert.Equal(0, probe.ExitCode);
        Run("finetune", "--from", "one", "--freeze", "2", "--out", "bad").ShouldFail(2, "--freeze", "1");
        Run("finetune", "--from", "one", "--stage-rates", "1,2", "--out", "bad").ShouldFail(2, "--stage-rates");
        Run("finetune", "--from", Path.Combine("one", "weights.safetensors"), "--out", "bad").ShouldFail(2, "--network");
        Run("finetune", "--from", Path.Combine("one", "weights.safetensors"), "--network", "ResNet-20", "--out", "bad").ShouldFail(1, "another network's weights");
        Train("one").ShouldFail(2, "not empty", "--force");
    }

    /// <summary>Networks of a release are exported and trained further by their names, if their files are those of the index.</summary>
    private void Released(JsonElement metrics, string name)
    {
        var exported = Executable.RunIn(data.Root, "zoo", "export", name, "--weights", "release", "--out", "released.onnx");
        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Equal(metrics.GetProperty("onnxAccuracy").GetDouble(), Evaluate("released.onnx").Json.GetProperty("top1Accuracy").GetDouble(), 1e-9);
        var tuned = Run("finetune", "--from", "release", "--network", "TINY", "--epochs", "1", "--out", "tuned", "--json");
        Assert.True(tuned.ExitCode == 0, tuned.Error);
        Executable.RunIn(data.Root, "zoo", "export", "N0", "--weights", "release").ShouldFail(2, "release", "'N0'", name);
        Run("finetune", "--from", "release", "--out", "bad").ShouldFail(2, "--network", name);

        var weights = Path.Combine(data.Root, "release", $"{name}.safetensors");
        var whole = File.ReadAllBytes(weights);
        File.WriteAllBytes(weights, [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
        Executable.RunIn(data.Root, "zoo", "export", name, "--weights", "release", "--out", "wrong.onnx").ShouldFail(1, $"{name}.safetensors", "SHA-256");
        File.Delete(weights);
        Executable.RunIn(data.Root, "zoo", "export", name, "--weights", "release", "--out", "wrong.onnx").ShouldFail(1, $"{name}.safetensors", "missing");
        File.WriteAllBytes(weights, whole);
    }

    [Fact]
    public void A_partner_teaches_and_the_recipe_says_how()
    {
        File.WriteAllText(Path.Combine(data.Root, "mutual.json"), """
            {"format": "isynet.recipe/1", "name": "mutual", "batchSize": 64, "epochs": 1, "optimizer": {"kind": "adam-w", "learningRate": 0.002, "rateImages": 64},
             "schedule": {"kind": "cosine"}, "lastBatchNorm": true, "weightStandardization": true, "augmentation": {"randAugment": {}, "cutMix": 1, "mixup": 0.2, "resizedCrop": 0.5}}
            """);
        var run = Train("mutual", "--recipe", "mutual.json", "--partner", "tiny.json", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Json.GetProperty("testAccuracy").GetDouble(), run.Json.GetProperty("onnxAccuracy").GetDouble(), 0.01);
    }

    [Theory]
    [InlineData("\"epochs\": 1", "\"epoch\": 1", "epoch")]
    [InlineData("\"flip\": 0.5", "\"flop\": 0.5", "flop")]
    [InlineData("\"kind\": \"sgd\"", "\"kind\": \"sdg\"", "kind")]
    public void An_unsound_recipe_names_the_key(string good, string bad, string named)
    {
        var recipe = """{"format": "isynet.recipe/1", "name": "r", "batchSize": 64, "epochs": 1, "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {"kind": "cosine"}, "augmentation": {"flip": 0.5}}""";
        File.WriteAllText(Path.Combine(data.Root, $"{named}.json"), recipe.Replace(good, bad, StringComparison.Ordinal));
        Train($"out-{named}", "--recipe", $"{named}.json").ShouldFail(1, $"{named}.json", named);
        Assert.False(Directory.Exists(Path.Combine(data.Root, $"out-{named}")));
    }

    [Fact]
    public void A_training_killed_at_any_moment_goes_on_to_the_same_losses()
    {
        var whole = Train("whole", "--epochs", "60", "--checkpoint-every", "1s");
        Assert.Equal(0, whole.ExitCode);
        using (var killed = Executable.Start(data.Root, Arguments("killed", "--epochs", "60", "--checkpoint-every", "1s")))
        {
            var checkpoint = Path.Combine(data.Root, "killed", "checkpoint.safetensors");
            Patience.Until(() => File.Exists(checkpoint) || killed.HasExited, "a checkpoint is written");
            killed.Kill();
            killed.Exit();
        }

        // The folder knows the rest of the command line.
        var resumed = Executable.RunIn(data.Root, "train", "--resume", "--out=killed");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(Losses("whole"), Losses("killed"));
    }

    [Fact]
    public void A_list_of_pictures_is_learnt_and_judged_at_another_size()
    {
        var list = data.DoubledList(200);
        File.WriteAllText(Path.Combine(data.Root, "tiny.json"), Net);
        var trained = Executable.RunIn(data.Root, ["train", "tiny.json", "--data", list, "--out", "listed", "--held-out", "10", "--epochs", "60", "--quiet", "--json"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("missing.png", trained.Error, StringComparison.Ordinal);

        // Unless told otherwise the whole picture is seen, at the network's own size; cut out of the doubled one, only its middle is.
        var (whole, asked, middle) = (Judge(), Judge("--resize", "28"), Judge("--resize", "56"));
        Assert.Equal(100, whole.GetProperty("images").GetInt32());
        Assert.Equal(whole.GetProperty("confusion").GetRawText(), asked.GetProperty("confusion").GetRawText());
        Assert.InRange(whole.GetProperty("top1Accuracy").GetDouble(), 0.4, 1);
        Assert.True(middle.GetProperty("top1Accuracy").GetDouble() < whole.GetProperty("top1Accuracy").GetDouble(), $"{middle} {whole}");
        Executable.RunIn(data.Root, ["evaluate", "listed", "--data", list, "--resize", "20"]).ShouldFail(1, "20", "28");

        JsonElement Judge(params string[] options)
        {
            var judged = Executable.RunIn(data.Root, ["evaluate", "listed", "--data", list, .. options, "--json"]);
            Assert.True(judged.ExitCode == 0, judged.Error);
            return judged.Json;
        }
    }

    [Fact]
    public void Two_threads_and_bfloat16_train_what_the_exported_model_then_computes()
    {
        var run = Train("fast", "--threads", "2", "--arithmetic", "bfloat16", "--epochs", "3", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Json.GetProperty("testAccuracy").GetDouble(), run.Json.GetProperty("onnxAccuracy").GetDouble(), 0.01);
        Assert.True(run.Json.GetProperty("testAccuracy").GetDouble() > 0.3);
        Assert.Contains("\"arithmetic\": \"bfloat16\"", File.ReadAllText(Path.Combine(data.Root, "fast", "recipe.json")), StringComparison.Ordinal);
        Train("slow", "--arithmetic", "float8").ShouldFail(2, "--arithmetic", "bfloat16");
    }

    [Fact]
    public void Unknown_recipes_and_networks_name_the_nearest()
    {
        Run("train", "N9").ShouldFail(2, "'N9'");
        Train("x", "--recipe", "quik").ShouldFail(2, "'quick'");
        Run("evaluate", "nothing.onnx").ShouldFail(2, "nothing.onnx");
    }

    // Epoch, loss and accuracies: all but the times.
    private string[] Losses(string folder) =>
        [.. File.ReadLines(Path.Combine(data.Root, folder, "curve.csv")).Select(line => string.Join(',', line.Split(',')[..5]))];

    private Outcome Evaluate(string model, params string[] options) => Run("evaluate", [model, .. options, "--json"]);

    private Outcome Train(string output, params string[] options)
    {
        File.WriteAllText(Path.Combine(data.Root, "tiny.json"), Net);
        return Executable.RunIn(data.Root, Arguments(output, options));
    }

    private Outcome Run(string verb, params string[] options) => Executable.RunIn(data.Root, [verb, .. options, .. verb == "train" ? [] : new[] { "--data", data.Folder }]);

    private string[] Arguments(string output, params string[] options) =>
        ["train", "tiny.json", "--data", data.Folder, "--out", output, "--held-out", "100", "--quiet", .. options];
}
