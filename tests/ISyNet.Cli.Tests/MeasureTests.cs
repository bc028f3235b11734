using System.Globalization;
using ISyNet.Core.Csv;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet measure</c> through the real executable, and the calibration that reads its file.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-measure-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_commands_make_a_device_of_the_machine_at_hand()
    {
        var run = Executable.RunIn(_folder, "measure", "N0", "ResNet-18", "--batch", "1,2", "--repeats", "5", "--seconds", "0.1", "--noise", "1000", "--out", "m.csv", "--networks", "nets", "--json");
        Assert.Equal(0, run.ExitCode);
        var lines = File.ReadAllLines(Path.Combine(_folder, "m.csv"));
        Assert.Equal(5, lines.Length);
        foreach (var (line, row) in lines.Skip(1).Zip(run.Json.EnumerateArray()))
        {
            Assert.Equal(row.GetProperty("latencyMsPerImage").GetDouble(), double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture), 1e-3);
            Assert.Contains("ONNX Runtime", line, StringComparison.Ordinal);
        }

        var rows = CsvTable.Parse(string.Join('\n', lines), 10);
        Assert.Single(rows.Select(row => row.Text("conditions")).Distinct());
        Assert.All(rows, row => Assert.DoesNotContain("load", row.Text("conditions"), StringComparison.Ordinal));
        Assert.All(rows, row => Assert.StartsWith("load ", row.Text("passing_conditions"), StringComparison.Ordinal));

        var again = Executable.RunIn(_folder, "measure", "N0", "--out", "m.csv", "--networks", "nets");
        again.ShouldFail(2, "m.csv exists already", "--force");
        // So few runs scatter on a busy machine: the fit may be one that is refused.
        var fit = Executable.RunIn(_folder, "device", "calibrate", "cpu-core", "--measurements", "m.csv", "--networks", "nets", "--out", "mine.json", "--force");
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal(0, Executable.RunIn(_folder, "device", "validate", "mine.json").ExitCode);
    }

    [Fact]
    public void Nothing_but_the_network_is_needed_and_nothing_is_left_behind()
    {
        string[] quick = ["--backend", "onnxruntime", "--repeats", "3", "--seconds", "0.05", "--noise", "1000"];
        var run = Executable.RunIn(_folder, ["measure", "ResNet-20", .. quick]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("ResNet-20", run.Output, StringComparison.Ordinal);
        Assert.Contains("--out FILE.csv", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));

        // With a file, the networks lie beside it, where the printed command finds them.
        Assert.Equal(0, Executable.RunIn(_folder, ["measure", "ResNet-20", "--out", "m.csv", .. quick]).ExitCode);
        Assert.True(File.Exists(Path.Combine(_folder, "m-networks", "ResNet-20.onnx")));
        Executable.RunIn(_folder, ["measure", "ResNet-20", "ResNet-20", .. quick]).ShouldFail(2, "'ResNet-20'");
    }

    [Fact]
    public void The_precision_is_that_of_the_file_and_a_network_is_measured_in_eight_bits()
    {
        string[] quick = ["--repeats", "3", "--seconds", "0.05", "--noise", "1000", "--json"];
        var run = Executable.RunIn(_folder, ["measure", "ResNet-20", "--precision", "int8", "--out", "m.csv", .. quick]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("int8", run.Json[0].GetProperty("precision").GetString());
        var file = Path.Combine("m-networks", "ResNet-20.onnx");
        // The file says its precision by itself, and no other is believed.
        Assert.Equal("int8", Executable.RunIn(_folder, ["measure", file, .. quick]).Json[0].GetProperty("precision").GetString());
        Executable.RunIn(_folder, ["measure", file, "--precision", "fp32", .. quick]).ShouldFail(2, "int8", "--precision fp32");
        Executable.RunIn(_folder, ["measure", "ResNet-20", "--precision", "fp16", .. quick]).ShouldFail(2, "fp16", "int8");
    }

    [Fact]
    public void Layers_are_timed_under_the_names_of_our_layers()
    {
        var run = Executable.RunIn(_folder, "measure", "ResNet-18", "--repeats", "3", "--seconds", "0.1", "--noise", "1000", "--out", "m.csv", "--layers", "l.csv", "--networks", "nets");
        Assert.Equal(0, run.ExitCode);
        var layers = Executable.RunIn(_folder, "profile", "ResNet-18", "--batch", "1", "--json").Json[0].GetProperty("layers").EnumerateArray()
            .SelectMany(l => l.GetProperty("covers").EnumerateArray().Select(c => c.GetString())).ToHashSet();
        var timed = File.ReadAllLines(Path.Combine(_folder, "l.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal(timed.Length, timed.Select(cells => cells[2]).Distinct().Count());
        Assert.All(timed, cells => Assert.InRange(double.Parse(cells[3], CultureInfo.InvariantCulture), 0, double.MaxValue));
        // 20 convolutions, two pools and the classifier; beside them what the runtime adds, in brackets, and the view that it runs.
        Assert.InRange(timed.Count(cells => layers.Contains(cells[2].Trim('"'))), 20, 26);
        Assert.All(timed.Select(cells => cells[2].Trim('"')).Where(name => !layers.Contains(name)), name => Assert.Contains(name, (string[])["(ReorderInput)", "(ReorderOutput)", "head.flatten"]));
    }

    [Fact]
    public void A_command_measures_any_device_and_its_noise_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        string[] Arguments(string times, string csv) =>
            ["measure", "N0", "--backend", "command", "--runner", $"sh -c 'echo isynet ms {times}; echo isynet condition device toy; echo isynet done' {{onnx}}", "--repeats", "3", "--batch", "2", "--out", csv, "--networks", "nets", "--force"];
        var run = Executable.RunIn(_folder, Arguments("4 4.1 3.9", "toy.csv"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("ISyNet-N0,2,2,0.1,3,fp32,A,isynet measure,device toy", File.ReadAllText(Path.Combine(_folder, "toy.csv")), StringComparison.Ordinal);
        Executable.RunIn(_folder, Arguments("1 2 4", "noisy.csv")).ShouldFail(1, "ISyNet-N0", "too noisy", "50 %");
        Executable.RunIn(_folder, "measure", "N0", "--backend", "command", "--out", "x.csv", "--networks", "nets").ShouldFail(2, "--runner");
        Executable.RunIn(_folder, "measure", "N0", "--backend", "npu", "--out", "x.csv", "--networks", "nets").ShouldFail(2, "npu");
    }

    [Fact]
    public void A_disturbed_round_of_a_judgement_does_not_count()
    {
        if (OperatingSystem.IsWindows())
            return;
        // The first eight calls, one for each network of the first round, take ten times as long.
        const string runner = "sh -c 'echo >> calls; n=$(wc -l < calls); if [ $n -le 8 ]; then ms=40; else ms=4; fi; times=; for i in $(seq 30); do times=\"$times $ms\"; done; echo isynet ms$times; echo isynet done' {onnx}";
        string[] arguments = ["device", "judge", "h100", "--random", "0", "--backend", "command", "--runner", runner, "--json"];
        var run = Executable.RunIn(_folder, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = run.Json.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(8, rows.Length);
        Assert.All(rows, row => Assert.Equal(4, row.GetProperty("measuredMs").GetDouble(), 1e-9));
        Assert.Equal(24, File.ReadAllLines(Path.Combine(_folder, "calls")).Length);
        Executable.RunIn(_folder, [.. arguments, "--rounds", "0"]).ShouldFail(2, "--rounds");
    }

    [Fact]
    public void A_layer_that_runs_in_parts_has_one_row_with_their_sum()
    {
        if (OperatingSystem.IsWindows())
            return;
        var run = Executable.RunIn(_folder, "measure", "N0", "--backend", "command",
            "--runner", "sh -c 'echo isynet ms 4 4 4; echo isynet layer 1.5 stem; echo isynet layer 1 \"(ReorderOutput)\"; echo isynet layer 2 stem; echo isynet layer 0.25 \"(ReorderOutput)\"; echo isynet done' {onnx}",
            "--repeats", "3", "--out", "m.csv", "--layers", "l.csv", "--networks", "nets");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["ISyNet-N0,1,stem,3.5", "ISyNet-N0,1,(ReorderOutput),1.25"], File.ReadAllLines(Path.Combine(_folder, "l.csv")).Skip(1));
    }

    [Fact]
    public void Measurements_of_two_conditions_make_no_device()
    {
        File.WriteAllText(Path.Combine(_folder, "m.csv"), "name,batch,latency_ms_per_image,conditions\nA,1,2,one thread\nA,2,3,two threads\n");
        Directory.CreateDirectory(Path.Combine(_folder, "nets"));
        Executable.RunIn(_folder, "device", "calibrate", "ascend310", "--measurements", "m.csv", "--networks", "nets", "--out", "mine.json")
            .ShouldFail(1, "m.csv", "line 3", "two threads", "one thread");
    }
}
