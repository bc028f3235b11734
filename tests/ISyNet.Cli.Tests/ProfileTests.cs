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
    }
}
