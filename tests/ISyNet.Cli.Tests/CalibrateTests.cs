using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet device calibrate</c> through the real executable, on a few of the measurements of ascend310.</summary>
public sealed class CalibrateTests : IDisposable
{
    private static readonly string Data = Repository.Path("data", "ascend310");
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-calibrate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_calibration_is_a_sound_device_with_its_provenance_table_and_plot()
    {
        var page = Path.Combine(_folder, "page.md");
        File.WriteAllText(page, "above\n<!-- calibration -->\nold\n<!-- /calibration -->\nbelow\n");
        var run = Calibrate(Measurements("SqueezeNet1.1", "MobileNetV1"), "--table", "page.md", "--plot", "plot.png", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, Executable.Run("device", "validate", Path.Combine(_folder, "chip.json")).ExitCode);

        var rows = run.Json.GetProperty("rows").EnumerateArray().ToArray();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "chip.json")));
        var provenance = file.RootElement.GetProperty("provenance");
        Assert.Equal(rows.Length, provenance.GetProperty("rows").GetInt32());
        Assert.Equal(2, provenance.GetProperty("residuals").GetArrayLength());
        var mape = rows.Average(r => Math.Abs((r.GetProperty("fittedMs").GetDouble() / r.GetProperty("measured").GetProperty("latencyMs").GetDouble()) - 1)) * 100;
        Assert.Equal(mape, provenance.GetProperty("fitMapePercent").GetDouble(), 1e-3);

        // What the file predicts is what the calibration said.
        var profile = Executable.RunIn(_folder, "profile", Path.Combine(Data, "networks", "MobileNetV1.onnx"), "--device", "chip.json", "--batch", "16", "--json").Json[0];
        var fitted = rows.Single(r => r.GetProperty("measured") is var m && m.GetProperty("network").GetString() == "MobileNetV1" && m.GetProperty("batch").GetInt32() == 16);
        Assert.Equal(fitted.GetProperty("fittedMs").GetDouble(), profile.GetProperty("latencyMs").GetDouble(), 1e-6);

        var text = File.ReadAllText(page);
        Assert.StartsWith("above\n<!-- calibration -->\n", text, StringComparison.Ordinal);
        Assert.EndsWith("<!-- /calibration -->\nbelow\n", text, StringComparison.Ordinal);
        Assert.Contains("| MobileNetV1 | 16 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old", text, StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(_folder, "plot.png"))[..4]);
    }

    [Fact]
    public void What_is_missing_is_named_before_anything_is_fitted()
    {
        var csv = Measurements("SqueezeNet1.1");
        File.AppendAllText(csv, "Nonsense,,224x224,1,fp16,1,A,here\n");
        Calibrate(csv).ShouldFail(1, "'Nonsense'", "Nonsense.onnx");
        Calibrate("none.csv").ShouldFail(2, "none.csv");
        File.WriteAllText(csv, "name,batch\nResNet-18,1\n");
        Calibrate(csv).ShouldFail(1, "'latency_ms_per_image'");
        Assert.False(File.Exists(Path.Combine(_folder, "chip.json")));
    }

    [Fact]
    public void Files_that_are_there_stay_as_they_are()
    {
        var csv = Measurements("SqueezeNet1.1");
        File.WriteAllText(Path.Combine(_folder, "page.md"), "mine");
        Calibrate(csv, "--table", "page.md").ShouldFail(2, "page.md", "--force");
        File.WriteAllText(Path.Combine(_folder, "chip.json"), "mine");
        Calibrate(csv).ShouldFail(2, "chip.json", "--force");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder, "chip.json")));
    }

    // The measured core reaches 85 % of what 3,600 MHz would give: at 2,900 MHz nothing is left to lose.
    [Fact]
    public void A_constant_that_ends_at_its_limit_marks_the_device_in_every_output()
    {
        var run = CalibrateCore(Core("\"clockMHz\": 2900"));
        Assert.Equal(0, run.ExitCode);
        const string mark = "matrixEfficiency ended at 1, a limit of its search";
        Assert.Contains($"Warning: {mark}", run.Output, StringComparison.Ordinal);
        ShowsMark(mark);
    }

    [Fact]
    public void A_processor_with_wider_vectors_than_the_file_marks_the_device()
    {
        // The same peak, said as twice the clock of half the width.
        var run = CalibrateCore(Core("\"clockMHz\": 7200", columns: 4));
        Assert.Equal(0, run.ExitCode);
        ShowsMark("the measured processor has vectors of 32 bytes, the file has 16");
        // With the usual clock, the rows are faster than such a file allows: the cause is named.
        Fails(CalibrateCore(Core("\"clockMHz\": 3600", columns: 4), "--force"), "line 2: 'ResNet-18'", "faster than the peak", "vectors of 32 bytes, the file has 16");
    }

    [Fact]
    public void Left_out_networks_that_are_predicted_far_worse_mark_the_device()
    {
        Assert.Equal(0, Calibrate(Measurements("ResNet-18", "Res2Net-101-v1b"), "--networks", Path.Combine(Data, "..", "h100", "networks")).ExitCode);
        ShowsMark("networks left out are predicted 4.3 times worse (22 %) than fitted ones (5 %)");
    }

    [Fact]
    public void A_calibration_that_fits_nothing_is_refused_unless_it_is_forced()
    {
        var file = Core("\"clockMHz\": 20000");
        Fails(CalibrateCore(file, "--free", "operationOverheadUs"), "is refused and nothing is written", "the fit is off by 77 %", "--force");
        Assert.False(File.Exists(Path.Combine(_folder, "chip.json")));
        Assert.Equal(0, CalibrateCore(file, "--free", "operationOverheadUs", "--force").ExitCode);
        ShowsMark("the fit itself is off by 77 %");
    }

    // In the file and in what every command says of the device.
    private void ShowsMark(string mark)
    {
        var file = Path.Combine(_folder, "chip.json");
        using var device = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Contains(device.RootElement.GetProperty("provenance").GetProperty("warnings").EnumerateArray(), w => w.GetString()!.StartsWith(mark, StringComparison.Ordinal));
        foreach (var command in (string[][])[["device", "show"], ["profile", "ResNet-18", "--device"], ["mem", "ResNet-18", "--device"], ["advise", "ResNet-18", "--device"], ["scale", "N1", "--budget-ratio", "1.2", "--device"]])
        {
            var shown = Executable.RunIn(_folder, [.. command, file]);
            Assert.Equal(0, shown.ExitCode);
            Assert.Contains($"is marked: {mark}", shown.Output + shown.Error, StringComparison.Ordinal);
        }
    }

    // Progress stands above the error.
    private static void Fails(Outcome outcome, params string[] pieces)
    {
        Assert.Equal(1, outcome.ExitCode);
        var error = outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("isynet: ", error, StringComparison.Ordinal);
        Assert.All(pieces, piece => Assert.Contains(piece, error, StringComparison.Ordinal));
    }

    // cpu-core as a user's own file: calibrate does not adapt it to the processor.
    private string Core(string clock, int columns = 8)
    {
        var file = Path.Combine(_folder, "mine.json");
        File.WriteAllText(file, Executable.Run("device", "show", "cpu-core", "--json").Output
            .Replace("\"name\": \"cpu-core\"", "\"name\": \"mine\"", StringComparison.Ordinal)
            .Replace("\"clockMHz\": 3600", clock, StringComparison.Ordinal)
            .Replace("\"columns\": 8", $"\"columns\": {columns}", StringComparison.Ordinal));
        return file;
    }

    private Outcome CalibrateCore(string device, params string[] more)
    {
        string[] networks = ["ResNet-18", "ResNet-50", "VGG-16"];
        var csv = Path.Combine(_folder, "core.csv");
        File.WriteAllLines(csv, File.ReadLines(Path.Combine(Data, "..", "cpu", "measurements.csv")).Where((line, i) => i == 0 || networks.Any(n => line.StartsWith($"\"{n}\",", StringComparison.Ordinal))));
        return Executable.RunIn(_folder, ["device", "calibrate", device, "--measurements", csv, "--networks", Path.Combine(Data, "networks"), "--out", "chip.json", .. more]);
    }

    private Outcome Calibrate(string csv, params string[] more) => Executable.RunIn(_folder,
        ["device", "calibrate", "ascend310", "--measurements", csv, "--networks", Path.Combine(Data, "networks"), "--out", "chip.json", .. more]);

    private string Measurements(params string[] networks)
    {
        var lines = File.ReadAllLines(Path.Combine(Data, "measurements.csv"));
        var csv = Path.Combine(_folder, "measurements.csv");
        File.WriteAllLines(csv, lines.Where((line, i) => i == 0 || networks.Any(n => line.StartsWith(n + ",", StringComparison.Ordinal))));
        return csv;
    }
}
