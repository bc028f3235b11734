using System.Text.RegularExpressions;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet advise</c> and the advice of the profile page through the real executable.</summary>
public sealed class AdviseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-advise-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_slowest_operations_come_first_each_with_a_reason_and_changes_with_what_they_save()
    {
        var seen = Executable.Run("advise", "MobileNetV3-Large", "--top", "3");
        Assert.Equal(0, seen.ExitCode);
        var shares = Regex.Matches(seen.Output, @"^ +([0-9.]+) % +[0-9.]+ ms  \S+( ×\d+)?: ", RegexOptions.Multiline).Select(m => double.Parse(m.Groups[1].Value)).ToArray();
        Assert.Equal(3, shares.Length);
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.Matches(@"(?m)^ +[0-9.]+ % less, [0-9.]+ ms: ReLU in place of hardswish$", seen.Output);
        Assert.Matches(@"(?m)^ +[0-9.]+ % less, [0-9.]+ ms: no gates over channels .*\n +[0-9.]+ % fewer parameters, [0-9.]+ % fewer multiply-accumulates$", seen.Output);
    }

    [Fact]
    public void Json_agrees_with_the_profile()
    {
        var advice = Executable.Run("advise", "N0", "--batch", "4", "--json").Json;
        var profile = Executable.Run("profile", "N0", "--batch", "4", "--json").Json[0];
        Assert.Equal(profile.GetProperty("latencyMsPerImage").GetDouble(), advice.GetProperty("latencyMsPerImage").GetDouble());
        var operations = advice.GetProperty("operations").EnumerateArray().ToDictionary(o => o.GetProperty("name").GetString()!, o => o.GetProperty("latencyMsPerImage").GetDouble());
        Assert.All(profile.GetProperty("layers").EnumerateArray(), layer => Assert.Equal(layer.GetProperty("latencyMs").GetDouble() / 4, operations[layer.GetProperty("name").GetString()!], 1e-12));
    }

    // On this device a hundred launches take most of the time, and none of these operations is among the slowest.
    [Fact]
    public void What_takes_the_time_is_said_before_the_slowest_operations()
    {
        var seen = Executable.Run("advise", "EfficientNet-B0", "--device", "nvidia-t4", "--batch", "1", "--top", "1");
        Assert.Matches(@"What takes the time:\n +[5-9]\d\.\d %  too little work: the launch takes most of the time \(\d+ operations\)\n", seen.Output);
        Assert.True(seen.Output.IndexOf("What takes the time:", StringComparison.Ordinal) < seen.Output.IndexOf("The slowest ", StringComparison.Ordinal));
        var json = Executable.Run("advise", "EfficientNet-B0", "--device", "nvidia-t4", "--batch", "1", "--json").Json;
        var reasons = json.GetProperty("reasons").EnumerateArray().ToArray();
        Assert.Equal("Launch", reasons[0].GetProperty("kind").GetString());
        Assert.Equal(1, reasons.Sum(reason => reason.GetProperty("share").GetDouble()), 1e-9);
        Assert.InRange(json.GetProperty("latencyMsPerImage").GetDouble(), json.GetProperty("lowMsPerImage").GetDouble(), json.GetProperty("highMsPerImage").GetDouble());
    }

    // 256 maps of 64 and of 256 channels of 56x56 in half precision are 514 MB, which the H100's memory of 3,350 GB/s moves in 0.15 ms; the 13 GMACs of the
    // products take its tensor cores 0.03 ms.
    [Fact]
    public void A_kernel_that_must_move_much_does_not_lack_work()
    {
        var operations = Executable.Run("advise", "ResNet-50", "--device", "h100", "--batch", "256", "--top", "60", "--json").Json.GetProperty("operations").EnumerateArray();
        var wide = operations.Where(o => o.GetProperty("what").GetString()!.StartsWith("conv 1x1, 64 to 256, 256x56x56", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(wide);
        Assert.All(wide, o => Assert.Equal("Memory", o.GetProperty("reasonKind").GetString()));
    }

    [Fact]
    public void The_profile_page_says_why_layers_are_slow()
    {
        var page = Path.Combine(_folder, "p.html");
        Assert.Equal(0, Executable.Run("profile", "EfficientNet-B0", "--batch", "1", "--html", page).ExitCode);
        var text = File.ReadAllText(page);
        Assert.Contains("slowest of", text, StringComparison.Ordinal);
        Assert.Contains("What takes the time, by kind of reason.", text, StringComparison.Ordinal);
        Assert.Contains("no gates over channels (squeeze-and-excitation)", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch 1,4", "--batch takes one number here, not 1,4")]
    [InlineData("--top 0", "--top takes a whole number from 1 on, not 0")]
    public void A_mistake_on_the_command_line_is_named(string arguments, string message)
    {
        var seen = Executable.Run(["advise", "N0", .. arguments.Split(' ')]);
        Assert.Equal(2, seen.ExitCode);
        Assert.Contains(message, seen.Error, StringComparison.Ordinal);
    }
}
