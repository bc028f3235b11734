using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet study</c> through the real executable on few real images.</summary>
public sealed class StudyTests(TinyData data) : IClassFixture<TinyData>
{
    private string Store => Path.Combine(data.Root, "studies.db");

    [Fact]
    public void A_study_is_made_run_gone_on_with_exported_compared_and_deleted()
    {
        Ok(Make("life", "--seed", "3"));
        Ok(Make("other", "--strategy", "random"));
        Make("life").ShouldFail(1, "'life'");
        Ok(Study("run", "life", "--trials", "3", "--workers", "1", "--quiet"));
        Ok(Study("resume", "life", "--trials", "4", "--workers", "2", "--quiet"));
        Ok(Study("run", "other", "--trials", "3", "--quiet"));

        var listed = Ok(Study("list", "--json")).Json.EnumerateArray().Single(s => s.GetProperty("name").GetString() == "life");
        Assert.Equal(4, listed.GetProperty("counts").GetProperty("complete").GetInt32());
        var shown = Ok(Study("show", "life", "--json")).Json;
        var budget = shown.GetProperty("spec").GetProperty("budgetLatencyMs").GetDouble();
        var candidates = shown.GetProperty("candidates").EnumerateArray().Where(c => c.GetProperty("state").GetString() == "Complete").ToArray();
        Assert.Equal([0, 1, 2, 3], candidates.Select(c => c.GetProperty("number").GetInt32()));
        Assert.All(candidates, c => Assert.InRange(Objective(c, "latencyMsPerImage"), 0, budget));
        var best = candidates.Single(c => c.GetProperty("number").GetInt32() == shown.GetProperty("best").GetInt32());
        Assert.Equal(candidates.Min(c => Objective(c, "error")), Objective(best, "error"));

        Assert.Contains("report.html", Directory.GetFiles(Path.Combine(data.Root, "runs", "life")).Select(Path.GetFileName));
        Directory.CreateDirectory(Path.Combine(data.Root, "mine"));
        File.WriteAllText(Path.Combine(data.Root, "mine", "letter.txt"), "not a study");
        Study("run", "life", "--trials", "4", "--quiet", "--out", "mine").ShouldFail(2, "mine", "--force");
        var folder = Path.Combine(data.Root, "result");
        Ok(Study("export", "life", "--out", folder));
        foreach (var file in new[] { "report.html", "pareto.png", "hypervolume-evaluations.png", "hypervolume-time.png", "trials.csv", "metrics.json", "architecture.json" })
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
        using (var metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "metrics.json"))))
            Assert.Matches("^(float32|bfloat16) products, libtorch ", Assert.Single(metrics.RootElement.GetProperty("arithmetic").EnumerateArray()).GetString());
        var profile = Executable.Run("profile", Path.Combine(folder, "architecture.json"), "--json").Json[0];
        Assert.Equal(Objective(best, "macs"), profile.GetProperty("macs").GetDouble());
        Study("export", "life", "--out", folder).ShouldFail(2, "--force");
        Assert.Equal(profile.GetProperty("macs").GetInt64(), Executable.Run("profile", folder, "--json").Json[0].GetProperty("macs").GetInt64());
        Executable.Run("evaluate", folder).ShouldFail(1, folder, "not trained");
        Executable.Run("predict", folder, data.Folder).ShouldFail(2, folder, "model.onnx");

        var compared = Ok(Study("compare", "life", "other", "--json", "--out", Path.Combine(data.Root, "compared"))).Json;
        Assert.All(compared.GetProperty("studies").EnumerateArray(), s => Assert.InRange(s.GetProperty("final").GetDouble(), 0, 1));
        Assert.True(File.Exists(Path.Combine(data.Root, "compared", "compare.html")));

        Study("delete", "other").ShouldFail(2, "--force");
        Ok(Study("delete", "other", "--force"));
        Study("show", "other").ShouldFail(2, "'other'", "(valid: ", "life");
        Study("show", "lief").ShouldFail(2, "'lief'", "'life'");
    }

    [Theory]
    [InlineData("naswot")]
    [InlineData("capacity")]
    public void A_score_judges_without_training(string score)
    {
        Ok(Make(score, "--evaluator", score, "--strategy", "evolution"));
        Ok(Study("run", score, "--trials", "6", "--quiet"));
        var shown = Ok(Study("show", score, "--json")).Json;
        var candidates = shown.GetProperty("candidates").EnumerateArray().ToArray();
        var best = candidates.Single(c => c.GetProperty("number").GetInt32() == shown.GetProperty("best").GetInt32());
        Assert.Equal(candidates.Max(c => Objective(c, score)), Objective(best, score));
        Assert.Contains(score, File.ReadAllText(Path.Combine(data.Root, "runs", score, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_supernet_is_trained_once_and_kept()
    {
        Ok(Make("shared", "--evaluator", "supernet", "--epochs", "0.5", "--strategy", "random"));
        Ok(Study("run", "shared", "--trials", "2", "--quiet"));
        var kept = Assert.Single(Directory.GetFiles(data.Root, "*.supernet.safetensors"));
        var written = File.GetLastWriteTimeUtc(kept);
        Ok(Study("resume", "shared", "--trials", "3", "--quiet"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
        Assert.Equal(3, Count("shared", "complete"));
    }

    [Fact]
    public void A_warm_start_begins_with_the_best_of_a_score()
    {
        Ok(Make("cold", "--evaluator", "macs-score", "--strategy", "random"));
        Ok(Make("warm", "--evaluator", "macs-score", "--strategy", "random", "--warm-start", "capacity"));
        Ok(Study("run", "cold", "--trials", "6", "--quiet"));
        Ok(Study("run", "warm", "--trials", "6", "--quiet"));
        Assert.True(Mean("warm") > Mean("cold"));
        Make("x", "--warm-start", "supernet").ShouldFail(2, "synflow");

        double Mean(string study) => Ok(Study("show", study, "--json")).Json.GetProperty("candidates").EnumerateArray().Average(c => Objective(c, "macs-score"));
    }

    [Fact]
    public void A_locked_database_is_one_line()
    {
        Ok(Make("held"));
        using var held = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Store};Pooling=False");
        held.Open();
        using (var begin = held.CreateCommand())
        {
            begin.CommandText = "BEGIN EXCLUSIVE";
            begin.ExecuteNonQuery();
        }

        Make("late").ShouldFail(1, "studies.db", "lock");
        held.Close();
        Ok(Study("show", "held", "--json"));
    }

    [Fact]
    public void A_study_is_not_gone_on_with_on_a_device_space_or_data_set_that_changed()
    {
        string Own(string name) => Path.Combine(data.Root, name);
        Ok(Executable.RunIn(data.Root, "device", "new", "own-device.json"));
        File.WriteAllText(Own("own-space.json"), """
            { "format": "isynet.space/1", "name": "own", "input": "1x28x28", "classes": 10, "block": "basic",
              "stages": [ { "strides": [2], "widths": [8, 16], "depths": [1, 2] } ] }
            """);
        Directory.CreateDirectory(Own("own-data"));
        foreach (var file in Directory.GetFiles(data.Folder))
            File.Copy(file, Path.Combine(Own("own-data"), Path.GetFileName(file)));
        Ok(Study("create", "own", "--data", "own-data", "--device", "own-device.json", "--space", "own-space.json", "--evaluator", "macs-score"));
        var run = new[] { "run", "own", "--trials", "2", "--workers", "1", "--quiet", "--force" };
        Ok(Study(run));

        foreach (var (file, what) in new[] { ("own-device.json", "device"), ("own-space.json", "space"), ("own-data/train-labels-idx1-ubyte", "data set") })
        {
            var before = File.ReadAllBytes(Own(file));
            File.WriteAllBytes(Own(file), Changed(file, before));
            Study(run).ShouldFail(1, "'own'", $"its {what} '", file.Split('/')[0], "has changed");
            File.WriteAllBytes(Own(file), before);
        }

        Ok(Study(run));

        static byte[] Changed(string file, byte[] before)
        {
            if (file.EndsWith(".json", StringComparison.Ordinal))
            {
                var text = System.Text.Encoding.UTF8.GetString(before);
                var now = text.Replace("[8, 16]", "[8, 32]", StringComparison.Ordinal).Replace("\"cores\": 2", "\"cores\": 4", StringComparison.Ordinal);
                Assert.NotEqual(text, now);
                return System.Text.Encoding.UTF8.GetBytes(now);
            }

            return [.. before[..^1], (byte)((before[^1] + 1) % 10)];
        }
    }

    [Fact]
    public void A_killed_worker_loses_nothing()
    {
        Ok(Make("killed", "--images", "900", "--epochs", "3"));
        using (var victim = Executable.Start(data.Root, ["study", "run", "killed", "--store", Store, "--trials", "3", "--workers", "1", "--quiet"]))
        {
            Patience.Until(() => Count("killed", "running") > 0, "the worker begins");
            victim.Kill();
            victim.Exit();
        }

        Ok(Study("run", "killed", "--trials", "3", "--workers", "1", "--quiet"));
        var counts = Ok(Study("show", "killed", "--json")).Json.GetProperty("counts");
        Assert.Equal(3, counts.GetProperty("complete").GetInt32());
        Assert.Equal(0, counts.GetProperty("running").GetInt32() + counts.GetProperty("failed").GetInt32());
    }

    [Fact]
    public void Mistakes_are_one_line()
    {
        Make("impossible", "--budget-ms", "0.0000001").ShouldFail(1, "isynet-small", "latencyMsPerImage", "by ");
        Make("x", "--strategy", "predict").ShouldFail(2, "'predicted'");
        Make("x", "--evaluator", "short").ShouldFail(2, "'short-training'");
        Make("x", "--objectives", "eror").ShouldFail(2, "'error'");
        Make("x", "--objectives", "mem").ShouldFail(2, "'error'");
        Executable.Run("study", "list", "--store", Path.Combine(data.Root, "none.db")).ShouldFail(2, "none.db", "isynet study create NAME --store");
        foreach (var command in (string[][])[["list"], ["list", "--json"], ["show", "x"], ["delete", "x", "--force"]])
            Executable.RunIn(Directory.CreateDirectory(Path.Combine(data.Root, "empty")).FullName, ["study", .. command]).ShouldFail(2, "studies.db", "'isynet study create NAME'");
        var broken = Path.Combine(data.Root, "broken.db");
        File.WriteAllText(broken, string.Join(' ', Enumerable.Repeat("this is no database", 400)));
        Executable.Run("study", "list", "--store", broken).ShouldFail(1, "broken.db");
        Executable.Run("study", "list", "--store", "Host=127.0.0.1;Port=1;Database=none;Timeout=2").ShouldFail(1, "127.0.0.1");
        Executable.Run("study", "list", "--store", "memory").ShouldFail(2, "memory");
        Ok(Make("by-latency"));
        Ok(Make("by-macs", "--objectives", "error,macs"));
        Study("compare", "by-macs", "by-latency").ShouldFail(1, "'by-latency' optimises held-out error and latency, but 'by-macs' held-out error and MACs");
    }

    private Outcome Make(string name, params string[] more) => Study(["create", name, "--data", data.Folder, .. (more.Contains("--images") ? [] : (string[])["--images", "300"]), .. more, .. (more.Contains("--budget-ms") ? [] : (string[])["--budget-ratio", "0.6"])]);

    private Outcome Study(params string[] args) => Executable.RunIn(data.Root, ["study", .. args, "--store", Store]);

    private int Count(string study, string state) => Study("show", study, "--json") is { ExitCode: 0 } shown
        ? shown.Json.GetProperty("counts").GetProperty(state).GetInt32() : 0;

    private static Outcome Ok(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome;
    }

    private static double Objective(JsonElement candidate, string name) => candidate.GetProperty("objectives").GetProperty(name).GetDouble();
}
