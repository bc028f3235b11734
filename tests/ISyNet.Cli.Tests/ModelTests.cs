using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet profile --model</c> and <c>--trace</c> through the real executable.</summary>
public class ModelTests
{
    [Theory]
    [InlineData("closed")]
    [InlineData("tile")]
    public void Operations_and_launch_sum_to_the_latency(string model)
    {
        var profile = Executable.Run("profile", "ResNet-18", "--model", model, "--json").Json[0];
        Assert.Equal(model, profile.GetProperty("model").GetString());
        var sum = profile.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("latencyMs").GetDouble());
        Assert.Equal(profile.GetProperty("latencyMs").GetDouble(), sum + profile.GetProperty("launchMs").GetDouble(), 1e-9);
        // Only the closed form was held against measurements.
        Assert.Equal(model == "closed" ? JsonValueKind.Number : JsonValueKind.Null, profile.GetProperty("highMs").ValueKind);
    }

    [Fact]
    public void The_systolic_model_counts_the_cycles_of_the_array()
    {
        string[] net = ["profile", "ResNet-18", "--batch", "1", "--device", "tpu-128", "--json"];
        var systolic = Executable.Run([.. net, "--model", "systolic"]).Json[0].GetProperty("latencyMs").GetDouble();
        Assert.InRange(systolic, 1e-3, Executable.Run(net).Json[0].GetProperty("latencyMs").GetDouble());
        Executable.Run("profile", "N0", "--model", "systolic").ShouldFail(2, "--model systolic", "'ascend310'", "matrix.dataflow");
    }

    [Fact]
    public void A_trace_ends_when_the_latency_does()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("isynet-trace-").FullName, "trace.json");
        var profile = Executable.Run("profile", "N0", "--batch", "4", "--model", "tile", "--trace", file, "--json").Json[0];
        using var trace = JsonDocument.Parse(File.ReadAllText(file));
        var end = trace.RootElement.GetProperty("traceEvents").EnumerateArray().Where(e => e.GetProperty("ph").GetString() == "X")
            .Max(e => e.GetProperty("ts").GetDouble() + e.GetProperty("dur").GetDouble());
        Assert.Equal(profile.GetProperty("latencyMs").GetDouble() * 1000, end, 1.0);
        File.Delete(file);
    }

    [Fact]
    public void What_cannot_be_traced_and_unknown_models_are_refused()
    {
        Executable.Run("profile", "N0", "--model", "tiles").ShouldFail(2, "'tiles'", "'tile'");
        Executable.Run("profile", "N0", "--trace", "t.json").ShouldFail(2, "--model tile");
        Executable.Run("profile", "N0", "--model", "tile", "--batch", "1,2", "--trace", "t.json").ShouldFail(2, "2 batches");
    }
}
