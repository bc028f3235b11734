using System.Runtime.InteropServices;
using System.Text.Json;
using ISyNet.Search.Studies;
using ISyNet.Studies;
using SkiaSharp;

namespace ISyNet.Cli.Tests;

/// <summary>The main job through the real executable on few real images: result folder, determinism, stopping, resuming.</summary>
public sealed class DesignTests(TinyData data) : IClassFixture<TinyData>
{
    private string Out(string name) => Path.Combine(data.Root, name);

    // Epochs, and more time than any machine needs: how fast this one is changes nothing.
    private string[] Args(string name, int trials, params string[] more) =>
        ["design", "--data", data.Folder, "--out", Out(name), "--trials", $"{trials}", "--epochs", "2", "--time-limit", "10h", .. more];

    [Fact]
    public void A_run_leaves_every_file_and_a_model_that_computes_what_was_trained()
    {
        var run = Executable.Run(Args("whole", 3, "--json"));
        Assert.True(run.ExitCode == 0, run.Error);
        foreach (var file in new[] { "architecture.json", "weights.safetensors", "model.onnx", "metrics.json", "trials.csv", "report.html", "pareto.png", "confusion.png" })
            Assert.True(File.Exists(Path.Combine(Out("whole"), file)), file);
        var metrics = run.Json;
        Assert.True(metrics.GetProperty("verification").GetProperty("passed").GetBoolean());
        Assert.Equal(300, metrics.GetProperty("verification").GetProperty("images").GetInt32());
        Assert.True(metrics.GetProperty("verification").GetProperty("maxLogitDifference").GetDouble() <= 1e-3);
        var networks = metrics.GetProperty("networks").EnumerateArray().ToDictionary(n => n.GetProperty("role").GetString() + n.GetProperty("name").GetString());
        var baseline = networks["baselineResNet-20"].GetProperty("latencyMsPerImage").GetDouble();
        var latency = networks["designeddesigned"].GetProperty("latencyMsPerImage").GetDouble();
        Assert.InRange(latency, 0, 0.6 * baseline);
        Assert.InRange(networks["scaledscaled-133"].GetProperty("latencyMsPerImage").GetDouble(), latency, 0.8 * baseline * (1 + 1e-9));
        Assert.InRange(networks["scaledscaled-167"].GetProperty("latencyMsPerImage").GetDouble(), latency, baseline * (1 + 1e-9));

        // The architecture that was written is the network that was exported, and both are what was costed.
        var profile = Executable.Run("profile", Path.Combine(Out("whole"), "architecture.json"), Path.Combine(Out("whole"), "model.onnx"), Out("whole"), "--json").Json;
        Assert.All(profile.EnumerateArray(), row =>
        {
            Assert.Equal(networks["designeddesigned"].GetProperty("macs").GetInt64(), row.GetProperty("macs").GetInt64());
            Assert.Equal(latency, row.GetProperty("latencyMsPerImage").GetDouble(), latency * 1e-9);
        });

        Its_search_is_a_study_like_any_other(Out("whole"), metrics.GetProperty("search").GetProperty("chosen"));
        Executable.Run(Args("whole", 3)).ShouldFail(2, "--resume");
        Predicts_pictures_and_goes_on_after_a_broken_one(Out("whole"));
        var designed = networks["designeddesigned"];
        Is_taken_wherever_a_network_is_asked_for(Out("whole"), designed.GetProperty("macs").GetInt64(), designed.GetProperty("testAccuracy").GetDouble());
    }

    private void Its_search_is_a_study_like_any_other(string folder, JsonElement chosen)
    {
        var shown = Executable.Run("study", "show", folder, "--json");
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Equal("design", shown.Json.GetProperty("name").GetString());
        Assert.Equal(chosen.GetProperty("number").GetInt32(), shown.Json.GetProperty("best").GetInt32());
        Assert.Equal(3, shown.Json.GetProperty("counts").GetProperty("complete").GetInt32());
        var best = shown.Json.GetProperty("candidates")[chosen.GetProperty("number").GetInt32()];
        Assert.Equal(chosen.GetProperty("architecture").GetString(), best.GetProperty("genotype").GetString());
        Assert.Equal(chosen.GetProperty("quality").GetDouble(), 1 - best.GetProperty("objectives").GetProperty("error").GetDouble(), 1e-12);

        Assert.Contains("(best)", Executable.Run("study", "show", folder).Output, StringComparison.Ordinal);
        var (exported, again) = (Path.Combine(data.Root, "design.csv"), Out("exported"));
        Assert.Equal(0, Executable.Run("study", "export", folder, "--csv", exported).ExitCode);
        Assert.Equal(File.ReadAllText(exported), File.ReadAllText(Path.Combine(folder, "trials.csv")));
        Assert.Equal(0, Executable.Run("study", "export", folder, "--out", again).ExitCode);
        Assert.Equal(File.ReadAllText(exported), File.ReadAllText(Path.Combine(again, "trials.csv")));
        Assert.Equal(0, Executable.Run("study", "compare", folder, "--json").ExitCode);
        Assert.Equal(3, Executable.Run("study", "list", "--store", Path.Combine(folder, "study.db"), "--json").Json[0].GetProperty("counts").GetProperty("complete").GetInt32());
        Executable.Run("study", "show", Path.Combine(folder, "networks"), "--store", Path.Combine(folder, "study.db")).ShouldFail(2, "networks");
    }

    private void Is_taken_wherever_a_network_is_asked_for(string folder, long macs, double testAccuracy)
    {
        JsonElement Ok(params string[] args)
        {
            var run = Executable.Run([.. args, "--json"]);
            Assert.True(run.ExitCode == 0, run.Error);
            return run.Json;
        }

        Assert.Equal(macs, Ok("profile", folder)[0].GetProperty("macs").GetInt64());
        Assert.Equal(testAccuracy, Ok("evaluate", folder, "--data", data.Folder).GetProperty("top1Accuracy").GetDouble(), 1e-9);
        var probe = Ok("finetune", "--from", folder, "--data", data.Folder, "--linear-probe", "--epochs", "0.1", "--out", Out("probe"));
        Assert.Equal(macs, probe.GetProperty("macs").GetInt64());
        Ok("import", folder, "--out", Out("imported"));
        Assert.Equal(testAccuracy, Ok("evaluate", Out("imported"), "--data", data.Folder).GetProperty("top1Accuracy").GetDouble(), 1e-9);
    }

    private void Predicts_pictures_and_goes_on_after_a_broken_one(string model)
    {
        var folder = Directory.CreateDirectory(Out("pictures")).FullName;
        for (var i = 0; i < 3; i++)
        {
            using var bitmap = new SKBitmap(new SKImageInfo(28, 28, SKColorType.Gray8));
            data.Images.Test[i].CopyTo(bitmap.GetPixelSpan());
            using var png = bitmap.Encode(i == 0 ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(Path.Combine(folder, i == 0 ? "0.jpg" : $"{i}.png"), png.ToArray());
        }

        File.WriteAllText(Path.Combine(folder, "1b.png"), "no picture");
        var run = Executable.Run("predict", model, folder, "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1b.png", run.Error, StringComparison.Ordinal);
        var pictures = run.Json.EnumerateArray().ToArray();
        Assert.Equal(4, pictures.Length);
        var classes = pictures[0].GetProperty("classes").EnumerateArray().ToArray();
        Assert.Equal(5, classes.Length);
        Assert.Contains(classes[0].GetProperty("name").GetString(), Images.Formats.FashionMnist.ClassNames);
        Assert.True(classes[0].GetProperty("probability").GetDouble() >= classes[1].GetProperty("probability").GetDouble());
    }

    [Fact]
    public void The_same_seed_gives_the_same_trials_for_any_number_of_workers()
    {
        string[] Trials(string name, string workers)
        {
            var run = Executable.Run(Args(name, 3, "--workers", workers, "--seed", "5", "--quiet"));
            Assert.True(run.ExitCode == 0, run.Error);
            // Number, state, genotype, seed and what was measured; then come times and machines.
            return [.. File.ReadLines(Path.Combine(Out(name), "trials.csv")).Select(line => string.Join(',', line.Split(',').Take(9)))];
        }

        var one = Trials("one", "1");
        Assert.Equal(4, one.Length);
        Assert.Equal("number,state,genotype,seed,error,latencyMsPerImage,mem,params,macs", one[0]);
        Assert.Equal(one, Trials("three", "3"));
    }

    [Fact]
    public async Task Ctrl_c_stops_a_run_and_it_resumes()
    {
        var args = Args("stopped", 4);
        using var process = Executable.Start(data.Root, args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await BegunAsync("stopped");
        Assert.Equal(0, Kill(process.Id, 2));
        Assert.NotEqual(0, process.Exit());
        Assert.Contains("to continue: isynet design --resume --out ", await error, StringComparison.Ordinal);
        Assert.Equal("", await output);

        Executable.Run([.. args, "--resume", "--seed", "9"]).ShouldFail(1, "seed");
        var resumed = Executable.Run([.. args, "--resume", "--quiet"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(5, File.ReadLines(Path.Combine(Out("stopped"), "trials.csv")).Count());
    }

    [Fact]
    public async Task A_killed_run_resumes()
    {
        var args = Args("killed", 3);
        using (var process = Executable.Start(data.Root, args))
        {
            await BegunAsync("killed");
            process.Kill();
            process.Exit();
        }

        Executable.RunIn(data.Root, "train", "--resume", "--out", Out("killed")).ShouldFail(2, "is no 'train'", $"isynet design --resume --out {Out("killed")}");
        var resumed = Executable.RunIn(data.Root, "design", "--resume", "--out", Out("killed"), "--quiet");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(4, File.ReadLines(Path.Combine(Out("killed"), "trials.csv")).Count());
        Executable.RunIn(data.Root, "design", "--resume", "--out", Out("killed")).ShouldFail(2, "is finished", "--force");
    }

    [Fact]
    public void An_impossible_budget_says_what_the_space_can_reach() =>
        Executable.Run(Args("impossible", 3, "--budget-ms", "0.000001", "--quiet")).ShouldFail(1, "the best that it reaches is");

    /// <summary>Waits until a trial of a run is being trained.</summary>
    private Task BegunAsync(string name) => Patience.UntilAsync(
        async () =>
        {
            try
            {
                await using var store = await StudyStores.OpenAsync(Path.Combine(Out(name), "study.db"), mustExist: true);
                return (await store.ListAsync()).Any(study => study.Counts.Running > 0);
            }
            catch (StudyException)
            {
                return false; // The run has not made it yet, or is just making it.
            }
        },
        "a trial begins");

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
