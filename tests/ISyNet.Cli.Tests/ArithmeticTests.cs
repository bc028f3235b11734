using System.Runtime.Intrinsics.X86;

namespace ISyNet.Cli.Tests;

/// <summary>A machine whose hypervisor hides the caches, made by writing what oneDNN then reads into it: the remedy, and the fall-back without the remedy.</summary>
public sealed class ArithmeticTests(TinyData data) : IClassFixture<TinyData>
{
    private const string Net = """
        {"format": "isynet.architecture/1", "name": "tiny", "input": "1x28x28", "classes": 10,
         "stem": {"channels": 8, "kernel": 5, "stride": 2, "maxPool": false},
         "stages": [{"block": "edges", "channels": 16, "blocks": 1, "stride": 2, "edges": ["conv_3x3"], "innerChannels": 16, "lastActivation": true, "skip": "Add"}],
         "head": {"convChannels": 0}}
        """;

    [Fact]
    public void With_the_remedy_a_training_is_as_on_a_sound_machine_and_says_what_was_mended()
    {
        var seen = Train("Caches", "mended");
        Assert.Equal(0, seen.ExitCode);
        Assert.DoesNotContain("libtorch", seen.Error, StringComparison.Ordinal);
        var arithmetic = seen.Json.GetProperty("arithmetic");
        Assert.Equal("mended", arithmetic.GetProperty("caches").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, arithmetic.GetProperty("isaCap").ValueKind);
        Assert.Equal(seen.Json.GetProperty("testAccuracy").GetDouble(), seen.Json.GetProperty("onnxAccuracy").GetDouble(), 1e-9);
    }

    [Fact]
    public void Without_it_the_known_answers_choose_fewer_instructions_and_say_so()
    {
        Assert.SkipUnless(Avx2.IsSupported, "the faulty kernels need AVX2");
        var seen = Train("CachesLeft", "capped");
        Assert.Equal(0, seen.ExitCode);
        var line = Assert.Single(seen.Error.Split('\n'), line => line.Contains("libtorch", StringComparison.Ordinal));
        Assert.StartsWith("isynet: libtorch computes wrongly", line);
        var arithmetic = seen.Json.GetProperty("arithmetic");
        Assert.Contains(arithmetic.GetProperty("isaCap").GetString()!, line, StringComparison.Ordinal);
        Assert.Equal("float32", arithmetic.GetProperty("products").GetString());
        Assert.Equal(seen.Json.GetProperty("testAccuracy").GetDouble(), seen.Json.GetProperty("onnxAccuracy").GetDouble(), 1e-9);
    }

    [Fact]
    public void Where_no_check_passes_nothing_is_trained() =>
        Train("Crash", "refused").ShouldFail(1, "computes wrongly on this processor", "crash", "isynet doctor");

    private Outcome Train(string fault, string name)
    {
        File.WriteAllText(Path.Combine(data.Root, "tiny.json"), Net);
        return Executable.RunWith(
            [new("ISYNET_INJECT_FAULT", fault), new("XDG_CACHE_HOME", Path.Combine(data.Root, "cache"))],
            data.Root, "train", "tiny.json", "--data", "data", "--epochs", "1", "--quiet", "--json", "--out", name);
    }
}
