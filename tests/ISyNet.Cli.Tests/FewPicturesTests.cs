using System.Text.Json;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Training.Networks;

namespace ISyNet.Cli.Tests;

/// <summary>Trainings on a folder of 240 pictures through the real executable: they learn, say what they adapted, and their models are proven.</summary>
public sealed class FewPicturesTests(DrawnPictures pictures) : IClassFixture<DrawnPictures>
{
    private const string Net = """
        {"format": "isynet.architecture/1", "name": "tiny", "input": "3x32x32", "classes": 3,
         "stem": {"channels": 16, "kernel": 3, "stride": 2, "maxPool": false},
         "stages": [{"block": "edges", "channels": 32, "blocks": 1, "stride": 2, "edges": ["conv_3x3"], "innerChannels": 32, "lastActivation": true, "skip": "Add"},
                    {"block": "edges", "channels": 64, "blocks": 1, "stride": 2, "edges": ["conv_3x3"], "innerChannels": 64, "lastActivation": true, "skip": "Add"}],
         "head": {"convChannels": 0}}
        """;

    [Fact]
    public void The_quick_recipe_learns_says_what_it_adapted_and_proves_its_model_on_all_pictures()
    {
        var run = Run("train", "tiny.json", "--data", "pictures", "--recipe", "quick", "--out", "quick", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var metrics = run.Json;
        Assert.True(metrics.GetProperty("testAccuracy").GetDouble() > 0.7, run.Output);
        Assert.Equal(8, metrics.GetProperty("imagesPerStep").GetInt32());
        Assert.Contains("images a step", metrics.GetProperty("adapted")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("statistics", metrics.GetProperty("adapted")[1].GetString(), StringComparison.Ordinal);
        Assert.Contains("few images: 8 images a step instead of the recipe's 128", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"batchSize\": 8", File.ReadAllText(In("quick", "recipe.json")), StringComparison.Ordinal);

        // The pictures that are judged are fewer than 256, so all there are, are compared.
        var proof = metrics.GetProperty("proof");
        Assert.Equal(DrawnPictures.Count, proof.GetProperty("images").GetInt32());
        Assert.True(proof.GetProperty("passed").GetBoolean());
        Assert.InRange(proof.GetProperty("largestDifference").GetDouble(), 0, 1e-3 * proof.GetProperty("spread").GetDouble());
        Assert.Contains("export: model.onnx: ONNX Runtime agrees", run.Error, StringComparison.Ordinal);

        // Accuracies have their counts and intervals.
        var test = metrics.GetProperty("test");
        Assert.Equal(test.GetProperty("correct").GetDouble() / test.GetProperty("images").GetInt32(), metrics.GetProperty("testAccuracy").GetDouble(), 1e-12);
        Assert.InRange(metrics.GetProperty("testAccuracy").GetDouble(), test.GetProperty("low95").GetDouble(), test.GetProperty("high95").GetDouble());
        Assert.Contains("95 % interval", run.Error, StringComparison.Ordinal);
        var evaluated = Run("evaluate", "quick", "--data", "pictures");
        Assert.Contains("95 % interval", evaluated.Output, StringComparison.Ordinal);
        var model = Run("evaluate", Path.Combine("quick", "model.onnx"), "--data", "pictures", "--json").Json;
        Assert.Equal(metrics.GetProperty("onnxAccuracy").GetDouble(), model.GetProperty("top1Accuracy").GetDouble(), 1e-12);
    }

    [Fact]
    public void An_average_of_weights_is_judged_with_statistics_of_its_own_and_the_learning_rate_follows_the_step()
    {
        File.WriteAllText(In("averaged.json"), """
            {"format": "isynet.recipe/1", "name": "averaged", "batchSize": 128, "epochs": 15, "averageDecay": 0.99,
             "optimizer": {"kind": "adam-w", "learningRate": 0.02, "rateImages": 128}, "schedule": {"kind": "cosine", "warmUp": 0.1}}
            """);
        string[] command = ["train", "tiny.json", "--data", "pictures", "--recipe", "averaged.json", "--json"];
        var whole = Run([.. command, "--out", "whole"]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.True(whole.Json.GetProperty("testAccuracy").GetDouble() > 0.7, whole.Output);
        Assert.InRange(LearningRates("whole").Max(), 1e-3, 0.02 * 8 / 128);
    }

    [Fact]
    public void A_model_that_computes_something_else_ends_with_exit_code_1_and_its_files_are_kept()
    {
        Ill_conditioned("ill.safetensors");
        var run = Run("import", "ill.safetensors", "--network", "wide.json", "--data", "pictures", "--out", "ill");
        Assert.Equal(1, run.ExitCode);
        var line = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        foreach (var piece in new[] { Path.Combine("ill", "model.onnx"), "DIFFERS", "isynet doctor", "docs/numerics.md" })
            Assert.Contains(piece, line, StringComparison.Ordinal);
        foreach (var file in new[] { "architecture.json", "weights.safetensors", "model.onnx", "metrics.json" })
            Assert.True(File.Exists(In("ill", file)), file);
        using var metrics = JsonDocument.Parse(File.ReadAllText(In("ill", "metrics.json")));
        Assert.False(metrics.RootElement.GetProperty("proof").GetProperty("passed").GetBoolean());
    }

    [Fact]
    public void Failed_candidates_are_counted_with_their_reason()
    {
        // NASWOT has no score where all images are the same.
        foreach (var name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(In("same", name));
            for (var i = 0; i < 60; i++)
                File.Copy(In("pictures", "disc", "0.png"), In("same", name, $"{i}.png"));
        }

        var made = Run("study", "create", "failing", "--data", "same", "--evaluator", "naswot", "--strategy", "random", "--space", "isynet-small");
        Assert.True(made.ExitCode == 0, made.Error);
        var run = Run("study", "run", "failing", "--trials", "4");
        Assert.Contains("4 of 4 candidates finished, 4 failed (4 with: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("failed: 4 with: ", run.Output, StringComparison.Ordinal);
        var failure = Assert.Single(Run("study", "show", "failing", "--json").Json.GetProperty("failures").EnumerateArray());
        Assert.Equal([0, 1, 2, 3], failure.GetProperty("numbers").EnumerateArray().Select(n => n.GetInt32()));
    }

    /// <summary>
    /// Weights on which no two engines agree in float32: behind the stem everything stands on a million, which the next norms take away again, so
    /// that the rounding of the convolutions between is as large as what they compute.
    /// </summary>
    private void Ill_conditioned(string file)
    {
        const float Pedestal = 1e6f;
        File.WriteAllText(In("wide.json"), """
            {"format": "isynet.architecture/1", "name": "wide", "input": "3x32x32", "classes": 3,
             "stem": {"channels": 64, "kernel": 3, "stride": 2, "maxPool": false},
             "stages": [{"block": "edges", "channels": 64, "blocks": 1, "stride": 1, "edges": ["conv_1x1"], "innerChannels": 64, "lastActivation": true, "skip": "None"}],
             "head": {"convChannels": 0}}
            """);
        var drawn = WeightInitializer.Draw(ArchitectureFile.Load(In("wide.json")).Build(), 1);
        SafetensorsFile.Save(In(file), new WeightSet(drawn.Names.Select(name => KeyValuePair.Create(name, drawn[name] with { Values = Values(name) }))));

        float[] Values(string name)
        {
            var values = (float[])drawn[name].Values.Clone();
            if (name == "stem.bn.bias")
                Array.Fill(values, Pedestal);
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
                Array.Fill(values, 0.5f);
            else if (name.EndsWith("running_mean", StringComparison.Ordinal) && drawn.Find(name.Replace("bn.running_mean", "conv.weight", StringComparison.Ordinal)) is { } conv && conv.Dims[1] == 64)
                values = [.. conv.Values.Chunk(64).Select(row => (float)row.Sum(w => w * (double)Pedestal))];
            return values;
        }
    }

    private double[] LearningRates(string folder) =>
        [.. File.ReadLines(In(folder, "curve.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[4], System.Globalization.CultureInfo.InvariantCulture))];

    private string In(params string[] parts) => Path.Combine([pictures.Root, .. parts]);

    private Outcome Run(params string[] args)
    {
        File.WriteAllText(In("tiny.json"), Net);
        return Executable.RunIn(pictures.Root, args);
    }
}
