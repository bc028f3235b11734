using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Design;
using ISyNet.Reports.Mem;
using ISyNet.Reports.Profiles;
using ISyNet.Reports.Studies;

namespace ISyNet.Reports.Tests;

/// <summary>
/// Writes sample pages to look at: <c>ISYNET_SAMPLE_OUT=folder dotnet test --project tests/ISyNet.Reports.Tests</c>; to a
/// temporary folder otherwise.
/// </summary>
public sealed class SamplePages : IDisposable
{
    private readonly string? _kept = Environment.GetEnvironmentVariable("ISYNET_SAMPLE_OUT");
    private readonly string _folder;

    public SamplePages() => _folder = _kept ?? Directory.CreateTempSubdirectory("isynet-report-").FullName;

    public void Dispose()
    {
        if (_kept is null)
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Design_page_and_its_pictures_are_written()
    {
        var written = DesignReport.Write(SampleData.Design(), _folder);
        Assert.Equal(Path.Combine(_folder, "report.html"), written[0]);
        Assert.Equal(
            ["confusion.png", "layers.png", "mem.png", "networks.png", "pareto.png", "roofline.png", "training-accuracy.png", "training-loss.png"],
            written.Skip(1).Select(Path.GetFileName).Order());
        Assert.All(written, path => Assert.True(new FileInfo(path).Length > 1000));
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp"));
    }

    [Fact]
    public void Profile_page_of_real_networks_is_written()
    {
        var device = DeviceCatalog.Find("ascend310")!;
        var model = new ClosedFormModel(device);
        var page = ProfileReport.Create(DeviceRates.FromDevice(device),
        [
            new NetworkProfile(model.Predict(ModelZoo.Find("ISyNet-N0")!.Build(), 16), []),
            new NetworkProfile(model.Predict(ModelZoo.Find("ResNet-50")!.Build(), 16), []),
        ]);
        var path = Path.Combine(_folder, "profile.html");
        page.WriteFile(path);
        foreach (var figure in page.Figures)
            figure.SavePng(_folder);
        Assert.Contains("ResNet-50, batch 16", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_page_of_studies_is_written()
    {
        var page = StudyComparisonReport.Create("Sample comparison with invented figures", "Invented values.", SampleData.Studies());
        page.Write(_folder, "compare.html");
        Assert.True(File.Exists(Path.Combine(_folder, "hypervolume-time.png")));
    }

    [Fact]
    public void Mem_page_of_real_networks_is_written()
    {
        var page = MemReport.Create([SampleData.Mem(), SampleData.Mem(DeviceCatalog.Names.First(n => n != "ascend310"))]);
        page.Write(_folder, "mem.html");
        Assert.Equal(4, page.Figures.Count());
        Assert.True(File.Exists(Path.Combine(_folder, "mem-losses-2.png")));
    }
}
