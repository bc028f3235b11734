using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Building;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Predictors.Tests;

/// <summary>The folder of a campaign after a write was interrupted.</summary>
public sealed class KernelLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_header_that_was_cut_off_is_written_again()
    {
        File.WriteAllText(Kernels, KernelMeasurementFile.Header[..20]);
        File.WriteAllText(Networks, "name,ba");
        var log = new KernelLog(_folder);
        log.Add(new LoggedNetwork("a", 1, 2, 3), [Measured("a", 16)]);
        AssertHolds(log);
    }

    [Fact]
    public void The_kernels_of_a_network_without_its_row_are_counted_once_when_it_is_measured_again()
    {
        new KernelLog(_folder).Add(new LoggedNetwork("a", 1, 2, 3), [Measured("a", 16)]);
        File.AppendAllText(Kernels, KernelMeasurementFile.Line(Measured("b", 32)) + "\n");
        var log = new KernelLog(_folder);
        Assert.Equal(["a"], log.Kernels.Select(k => k.Network));
        log.Add(new LoggedNetwork("b", 1, 2, 3), [Measured("b", 32)]);
        AssertHolds(log);
    }

    [Fact]
    public void Errors_name_the_file()
    {
        File.WriteAllText(Networks, "name,batch,layers_ms,latency_ms_per_image\na,0,1,1\n");
        Assert.StartsWith($"{Networks}: ", Assert.Throws<DeviceException>(() => new KernelLog(_folder)).Message, StringComparison.Ordinal);
        File.Delete(Networks);
        File.WriteAllText(Path.Combine(_folder, "session.json"), "{}");
        Assert.StartsWith(Path.Combine(_folder, "session.json: "), Assert.Throws<DeviceException>(() => new KernelLog(_folder)).Message, StringComparison.Ordinal);
    }

    private string Kernels => Path.Combine(_folder, "kernels.csv");

    private string Networks => Path.Combine(_folder, "networks.csv");

    private void AssertHolds(KernelLog log)
    {
        var again = new KernelLog(_folder);
        Assert.Equal(log.Kernels, again.Kernels);
        Assert.Equal(log.Networks, again.Networks);
        Assert.Equal(log.Kernels.Count, again.Kernels.Distinct().Count());
    }

    private static KernelMeasurement Measured(string network, int channels) =>
        new(new Kernel(KernelFunction.Conv, channels, 8, 8, channels, 8, 8, 3, 3, 1, 1, 1, channels * 64, channels * 64), 1, 12.5, network);
}
