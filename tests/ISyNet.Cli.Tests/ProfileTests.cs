using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Export;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet profile</c>, <c>mem</c> and <c>device</c> through the real executable.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-profile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Json_holds_an_element_per_network_and_batch()
    {
        var profiles = Executable.Run("profile", "N0", "ResNet-18", "--batch", "1,16", "--json").Json.EnumerateArray().ToArray();
        Assert.Equal(4, profiles.Length);
        Assert.Equal([1, 16, 1, 16], profiles.Select(p => p.GetProperty("batch").GetInt32()));
        foreach (var p in profiles)
        {
            var layers = p.GetProperty("layers").EnumerateArray().ToArray();
            var sum = layers.Sum(l => l.GetProperty("latencyMs").GetDouble()) + p.GetProperty("launchMs").GetDouble();
            Assert.Equal(p.GetProperty("latencyMs").GetDouble(), sum, 1e-9);
            Assert.Equal(p.GetProperty("macs").GetInt64(), layers.Sum(l => l.GetProperty("macs").GetInt64()));
            Assert.InRange(p.GetProperty("mem").GetDouble(), 0.01, 1);
        }
    }

    [Fact]
    public void The_slowest_layers_come_first_and_say_why()
    {
        var seen = Executable.Run("profile", "MobileNetV2", "--batch", "4");
        var lines = seen.Output.Split('\n');
        Assert.Matches(@"^The slowest \d+ of \d+ layers take \d+ % of the time", lines[2]);
        Assert.Matches(@"^ +[0-9.]+ % +[0-9.]+ ms  \S+( ×\d+)?: ", lines[3]);
        Assert.Equal("What would make it faster: isynet advise MobileNetV2 --device ascend310 --batch 4", lines[14]);
        Assert.Matches(@"^Main reason, \d+ % of the time: ", lines[13]);
        var profile = Executable.Run("profile", "MobileNetV2", "--batch", "4", "--json").Json[0];
        var advice = Executable.Run("advise", "MobileNetV2", "--batch", "4", "--json").Json;
        var slowest = profile.GetProperty("slowest").EnumerateArray().ToArray();
        Assert.Equal(5, slowest.Length);
        var reasons = advice.GetProperty("operations").EnumerateArray().ToDictionary(o => o.GetProperty("name").GetString()!, o => o.GetProperty("reason").GetString());
        Assert.All(slowest, layer => Assert.Equal(reasons[layer.GetProperty("name").GetString()!], layer.GetProperty("reason").GetString()));
        Assert.All(profile.GetProperty("layers").EnumerateArray(), layer => Assert.Contains(layer.GetProperty("bound").GetString(), (string[])["matrix unit", "vector unit", "cache", "memory", "launch"]));
    }

    [Fact]
    public void A_terminal_of_80_columns_keeps_what_layers_do_and_why_they_are_slow()
    {
        var seen = Executable.RunOnTerminal(80, "profile MobileNetV2");
        var table = seen.Output.Split('\n').SkipWhile(line => !line.Contains("what it does", StringComparison.Ordinal)).ToArray();
        Assert.All((string[])["operation", "total", "bound"], header => Assert.Contains(header, table[0], StringComparison.Ordinal));
        Assert.Contains("(ms)", table[1], StringComparison.Ordinal);
        var why = seen.Output.Split('\n').SkipWhile(line => !line.StartsWith("The slowest", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("Main reason", StringComparison.Ordinal)).ToArray();
        Assert.All(why, line => Assert.InRange(line.TrimEnd().Length, 1, 80));
        Assert.Contains(why, line => line.Contains("matrix unit", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_of_onnx_are_networks_like_any_other()
    {
        var file = Path.Combine(_folder, "own.onnx");
        OnnxExport.WriteShapesOnly(file, ModelZoo.Find("ISyNet-N0")!.Build());
        var profiles = Executable.Run("profile", file, "N0", "--batch", "1,4", "--json").Json.EnumerateArray().ToArray();
        Assert.Equal(["own", "own", "ISyNet-N0", "ISyNet-N0"], profiles.Select(p => p.GetProperty("network").GetString()));
        for (var i = 0; i < 2; i++)
        {
            // Batch norm is folded in the file: its scales are gone, the work is the same.
            Assert.Equal(profiles[2 + i].GetProperty("macs").GetInt64(), profiles[i].GetProperty("macs").GetInt64());
            Assert.Equal(profiles[2 + i].GetProperty("latencyMs").GetDouble(), profiles[i].GetProperty("latencyMs").GetDouble(), 1e-6);
            foreach (var key in (string[])["device", "batch", "latencyMsPerImage", "mem", "achievedMem", "params"])
                Assert.True(profiles[i].TryGetProperty(key, out _), key);
        }
    }

    [Fact]
    public void An_unknown_operator_is_costed_and_named()
    {
        var file = Path.Combine(_folder, "odd.onnx");
        OnnxExport.WriteShapesOnly(file, ModelZoo.Find("ISyNet-N0")!.Build());
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().LastIndexOf("Relu"u8);
        "Rexu"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(file, bytes);
        var profile = Executable.Run("profile", file, "--json").Json[0];
        string[] notes = [.. profile.GetProperty("notes").EnumerateArray().Select(n => n.GetString()!)];
        var note = Assert.Single(notes, n => n.Contains("Rexu", StringComparison.Ordinal));
        Assert.Equal("no measured network has unknown operations: the band is wider", Assert.Single(notes, n => n != note));
        Assert.Contains("opset 1", note, StringComparison.Ordinal);
        Assert.Contains("node '", note, StringComparison.Ordinal);
        Assert.Contains("Unknown", profile.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("class").GetString()));
    }

    [Fact]
    public void A_topology_has_the_cycles_of_the_systolic_simulator()
    {
        var topology = Repository.Path("data", "topologies", "ResNet-18.csv");
        foreach (var (array, total) in new[] { ("128x128", 417_628), ("32x32", 2_519_815) })
        {
            var record = Executable.Run("profile", topology, "--array", array, "--dataflow", "ws", "--json").Json[0];
            Assert.Equal(total, record.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("computeCycles").GetInt64()));
        }
    }

    [Fact]
    public void Spaces_separate_by_mem_as_the_hardware_does()
    {
        var mem = Executable.Run("mem", "isynet", "residual-basic", "inverted-depthwise", "inverted-se", "--samples", "50", "--json").Json
            .EnumerateArray().Select(r => r.GetProperty("mem").GetProperty("mean").GetDouble()).ToArray();
        Assert.True(mem[0] > mem[2] && mem[1] > mem[2] && mem[2] > mem[3], string.Join(", ", mem));
        Executable.Run("mem", "residual-basik").ShouldFail(2, "did you mean 'residual-basic'");
    }

    [Fact]
    public void A_new_device_file_is_sound_and_is_not_overwritten()
    {
        var file = Path.Combine(_folder, "chip.json");
        Assert.Equal(0, Executable.Run("device", "new", file, "--like", "tpu-128").ExitCode);
        Assert.Equal(0, Executable.Run("device", "validate", file).ExitCode);
        Executable.Run("device", "new", file).ShouldFail(2, "--force");
        Assert.Equal(0, Executable.RunIn(_folder, "device", "new", "named").ExitCode);
        var named = File.ReadAllText(Path.Combine(_folder, "named.json"));
        Assert.Contains("\"name\": \"named\"", named, StringComparison.Ordinal);
        Assert.Contains("\"source\": \"based on ascend310, edit the figures\"", named, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ascend310", "measurements", "davinci")]
    [InlineData("h100", "kernels", "tensor-core-gpu")]
    [InlineData("tpu-128", "assumed", "TPU")]
    public void A_device_is_shown_for_people(string name, string knownBy, string family)
    {
        var shown = Executable.Run("device", "show", name).Output;
        Assert.All((string[])[knownBy, family, "TMAC/s", "GB/s", "source", "--json"], piece => Assert.Contains(piece, shown, StringComparison.Ordinal));
        Assert.InRange(shown.Split('\n').Length, 8, 20);
        Assert.Equal(name, Executable.Run("device", "show", name, "--json").Json.GetProperty("name").GetString());
    }
}
