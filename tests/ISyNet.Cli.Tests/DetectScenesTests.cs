using System.Diagnostics;
using System.Text.Json;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet detect scenes</c> through the executable: whole folders or none.</summary>
public sealed class DetectScenesTests(TinyData data) : IClassFixture<TinyData>
{
    [Fact]
    public void The_same_seed_writes_the_same_data_set()
    {
        var (first, second) = (Path.Combine(data.Root, "first"), Path.Combine(data.Root, "second"));
        var run = Compose(first, "12", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(12, run.Json.GetProperty("training").GetProperty("images").GetInt32());
        Assert.Equal(0, Compose(second, "12").ExitCode);
        Assert.Equal(15, Directory.GetFiles(Path.Combine(first, "images")).Length);
        foreach (var file in Directory.GetFiles(first, "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(second, Path.GetRelativePath(first, file))));
        var categories = JsonDocument.Parse(File.ReadAllText(Path.Combine(first, "train.json"))).RootElement.GetProperty("categories");
        Assert.Equal(10, categories.GetArrayLength());
        Compose(first, "12").ShouldFail(2, "is not empty", "--out");
    }

    [Fact]
    public void A_stopped_run_leaves_nothing()
    {
        var root = Directory.CreateDirectory(Path.Combine(data.Root, "stopped")).FullName;
        using var process = Executable.Start(root, "detect", "scenes", "--data", data.Folder, "--out", "scenes", "--train", "200000", "--quiet");
        Patience.Until(() => process.HasExited || Directory.EnumerateFiles(root, "*.png", SearchOption.AllDirectories).Any(), "the first picture is written");
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Assert.Equal(130, process.Exit());
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    private Outcome Compose(string folder, string count, params string[] options) => Executable.Run(
        ["detect", "scenes", "--data", data.Folder, "--out", folder, "--train", count, "--test", "3", "--size", "96", "--seed", "7", "--quiet", .. options]);
}
