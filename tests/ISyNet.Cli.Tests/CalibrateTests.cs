using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet device calibrate</c> through the real executable, on a few of the measurements of ascend310.</summary>
public sealed class CalibrateTests : IDisposable
{
    private static readonly string Data = Path.Combine(RepositoryRoot(), "data", "ascend310");
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

    private Outcome Calibrate(string csv, params string[] more) => Executable.RunIn(_folder,
        ["device", "calibrate", "ascend310", "--measurements", csv, "--networks", Path.Combine(Data, "networks"), "--out", "chip.json", .. more]);

    private string Measurements(params string[] networks)
    {
        var lines = File.ReadAllLines(Path.Combine(Data, "measurements.csv"));
        var csv = Path.Combine(_folder, "measurements.csv");
        File.WriteAllLines(csv, lines.Where((line, i) => i == 0 || networks.Any(n => line.StartsWith(n + ",", StringComparison.Ordinal))));
        return csv;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ISyNet.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
