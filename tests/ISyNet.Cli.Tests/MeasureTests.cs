using System.Globalization;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet device measure</c> through the real executable, and the calibration that reads its file.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-measure-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_commands_make_a_device_of_the_machine_at_hand()
    {
        var run = Executable.RunIn(_folder, "device", "measure", "N0", "ResNet-18", "--batch", "1,2", "--seconds", "0.1", "--out", "m.csv", "--networks", "nets", "--json");
        Assert.Equal(0, run.ExitCode);
        var lines = File.ReadAllLines(Path.Combine(_folder, "m.csv"));
        Assert.Equal(5, lines.Length);
        foreach (var (line, row) in lines.Skip(1).Zip(run.Json.EnumerateArray()))
        {
            var measured = row.GetProperty("measured");
            Assert.Equal(measured.GetProperty("medianMsPerImage").GetDouble(), double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture), 1e-3);
            Assert.Contains("ONNX Runtime", line, StringComparison.Ordinal);
        }

        var again = Executable.RunIn(_folder, "device", "measure", "N0", "--out", "m.csv", "--networks", "nets");
        again.ShouldFail(2, "m.csv is there already", "--force");
        var fit = Executable.RunIn(_folder, "device", "calibrate", "cpu-core", "--measurements", "m.csv", "--networks", "nets", "--out", "mine.json");
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal(0, Executable.RunIn(_folder, "device", "validate", "mine.json").ExitCode);
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
