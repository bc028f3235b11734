using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet scale</c> through the real executable.</summary>
public class ScaleTests
{
    [Fact]
    public void Every_network_fits_its_budget_grows_and_is_written()
    {
        var folder = Directory.CreateTempSubdirectory("isynet scale-").FullName;
        var networks = Scale("--budget-ratio", "1.1,1.03", "--out", folder, "--json").Json.EnumerateArray().ToArray();
        Assert.Equal(3, networks.Length);
        Assert.Equal(JsonValueKind.Null, networks[0].GetProperty("budgetMsPerImage").ValueKind);
        for (var i = 1; i < networks.Length; i++)
        {
            Assert.InRange(Number(networks[i], "latencyMsPerImage"), 0, Number(networks[i], "budgetMsPerImage"));
            Assert.Equal(new[] { 1.03, 1.1 }[i - 1], Number(networks[i], "budgetMsPerImage") / Number(networks[0], "latencyMsPerImage"), 1e-9);
            Assert.True(Number(networks[i], "capacity") > Number(networks[i - 1], "capacity"));
            // The file, profiled, is the network of the table.
            var profile = Executable.Run("profile", Path.Combine(folder, $"ISyNet-N0-scaled-{i}.json"), "--json").Json[0];
            Assert.Equal(Number(networks[i], "latencyMsPerImage"), Number(profile, "latencyMsPerImage"), 1e-9);
            Assert.Equal(Number(networks[i], "params"), Number(profile, "params"));
        }

        // The page repeats the command as a shell reads it.
        Assert.Contains($"--out '{folder}'", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
        using var metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "metrics.json")));
        Assert.Equal(networks.Skip(1).Select(n => Number(n, "latencyMsPerImage")),
            metrics.RootElement.GetProperty("networks").EnumerateArray().Select(n => Number(n.GetProperty("cost"), "latencyMsPerImage")));
        Scale("--budget-ratio", "1.1", "--out", folder).ShouldFail(2, "--force");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Milliseconds_and_ratios_are_the_same_budget()
    {
        var byRatio = Scale("--budget-ratio", "1.05", "--json").Json;
        var ms = byRatio[1].GetProperty("budgetMsPerImage").GetRawText();
        Assert.Equal(byRatio.GetRawText(), Scale("--budget-ms", ms, "--json").Json.GetRawText());
    }

    [Fact]
    public void An_impossible_budget_is_one_line()
    {
        Scale("--budget-ms", "0.01").ShouldFail(1, "'ISyNet-N0'", "budget of 0.01 ms", "raise the budget");
        Scale("--budget-ratio", "1.2,0.9").ShouldFail(1, "raise the budget");
    }

    [Fact]
    public void A_mistaken_command_line_is_refused()
    {
        Scale().ShouldFail(2, "--budget-ms", "--budget-ratio");
        Scale("--budget-ms", "1", "--budget-ratio", "2").ShouldFail(2, "either");
        Scale("--budget-ms", "1,-2").ShouldFail(2, "'-2'");
        Executable.Run("scale", "net.onnx", "--budget-ms", "1").ShouldFail(2, "net.onnx", "architecture");
    }

    private static Outcome Scale(params string[] args) => Executable.Run(["scale", "N0", "--device", "ascend310", "--batch", "16", .. args]);

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
