using ISyNet.Cli.Tests;

namespace ISyNet.Browser.Tests;

/// <summary>The pages that jobs of the executable leave, each job run once: as small as the jobs can be, on real images.</summary>
public sealed class ReportFiles : IDisposable
{
    private readonly TinyData _data = new();
    private readonly ShapeData _shapes = new();
    private readonly Lazy<Dictionary<string, string>> _pages;

    public ReportFiles() => _pages = new Lazy<Dictionary<string, string>>(Run);

    /// <summary>The names of the pages.</summary>
    public static TheoryData<string> Names => ["profile", "scale", "mem", "bench", "design", "compare", "train", "detect"];

    /// <summary>The address of a page.</summary>
    internal string Address(string name) => new Uri(_pages.Value[name]).AbsoluteUri;

    public void Dispose()
    {
        _data.Dispose();
        _shapes.Dispose();
    }

    private Dictionary<string, string> Run()
    {
        var pages = new Dictionary<string, string>();
        Page("profile", "profile.html", "profile", "ISyNet-N0", "MobileNetV2", "--html", Path.Combine(_data.Root, "profile.html"));
        Page("scale", "scaled/report.html", "scale", "ISyNet-N0", "--budget-ratio", "1.1,1.03", "--out", Path.Combine(_data.Root, "scaled"));
        Page("mem", "mem.html", "mem", "isynet-small", "--samples", "20", "--html", Path.Combine(_data.Root, "mem.html"));
        Page("bench", "bench/isynet-family-ascend310.html", "bench", "--out", Path.Combine(_data.Root, "bench"));
        Page("design", "design/report.html", "design", "--data", _data.Folder, "--out", Path.Combine(_data.Root, "design"), "--trials", "3", "--epochs", "1", "--time-limit", "10h", "--quiet");
        Page("compare", "compared/compare.html", "study", "compare", Path.Combine(_data.Root, "design"), "--out", Path.Combine(_data.Root, "compared"));
        Page("train", "trained/report.html", "train", "ResNet-20", "--data", _data.Folder, "--epochs", "2", "--out", Path.Combine(_data.Root, "trained"), "--quiet");
        Page("detect", "detector/report.html", "detect", "train", "--data", _shapes.Folder, "--out", Path.Combine(_data.Root, "detector"), "--epochs", "2", "--input", "1x64x64", "--channels", "16", "--quiet");
        return pages;

        void Page(string name, string file, params string[] command)
        {
            var run = Executable.Run(command);
            Assert.True(run.ExitCode == 0, $"{string.Join(' ', command)}: {run.Error}");
            pages[name] = Path.Combine(_data.Root, file);
        }
    }
}
