using System.Diagnostics;

namespace ISyNet.Cli.Tests;

/// <summary><c>--accelerator</c> and the libtorch behind it, through the real executable.</summary>
public sealed class AcceleratorTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-accelerator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("train", "ResNet-20")]
    [InlineData("design")]
    [InlineData("evaluate", ".")]
    [InlineData("finetune", "--from", ".")]
    [InlineData("detect", "train", "--data", ".")]
    [InlineData("study", "run", "mine")]
    public void A_word_that_is_no_accelerator_is_a_usage_error(params string[] command) =>
        Executable.RunIn(_folder, [.. command, "--accelerator", "gpu"]).ShouldFail(2, "--accelerator", "'gpu'", "cpu, cuda, cuda:N", "auto");

    [Fact]
    public void A_GPU_that_is_not_there_is_one_line_that_says_where_it_was_sought()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidiactl") || File.Exists("/dev/dxg"), "this machine has a GPU");
        Executable.RunIn(_folder, "train", "ResNet-20", "--data", data.Folder, "--epochs", "1", "--accelerator", "cuda:1", "--quiet")
            .ShouldFail(1, "no CUDA device", "cuda:1", "/dev/nvidiactl", "--accelerator cpu");
    }

    [Fact]
    public void A_named_libtorch_is_loaded_in_place_of_the_one_beside_the_program()
    {
        var library = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        string[] files = [.. Directory.EnumerateFiles(Executable.Folder, "lib*.so*").Where(IsLibTorch)];
        Assert.SkipWhen(files.Length == 0, "this system has no libtorch beside the program");
        using (var link = Process.Start("cp", ["--link", .. files, library]))
            Assert.Equal(0, link.Exit());
        File.WriteAllText(Path.Combine(_folder, "torch", "version.py"), "__version__ = '2.10.0+cpu'\ncuda = None\n");
        var seen = Executable.RunWith([KeyValuePair.Create("ISYNET_LIBTORCH", Path.Combine(_folder, "torch"))], _folder, "doctor");
        var lines = seen.Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("ok    libtorch ", StringComparison.Ordinal) && line.Contains(Path.Combine(library, "libtorch_cpu.so"), StringComparison.Ordinal) && line.Contains("ISYNET_LIBTORCH", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("FAIL  arithmetic", StringComparison.Ordinal));
    }

    private static bool IsLibTorch(string path) =>
        Path.GetFileName(path) is var name && ((string[])["libtorch", "libc10", "libgomp"]).Any(start => name.StartsWith(start, StringComparison.Ordinal)) && !name.Contains("python", StringComparison.Ordinal);

    [Fact]
    public void A_named_libtorch_of_another_version_is_refused_with_one_line()
    {
        var library = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        File.WriteAllText(Path.Combine(library, "libtorch_cpu.so"), "");
        File.WriteAllText(Path.Combine(_folder, "torch", "version.py"), "__version__ = '2.7.1+cu126'\n");
        Executable.RunWith([KeyValuePair.Create("ISYNET_LIBTORCH", Path.Combine(_folder, "torch"))], _folder, "train", "ResNet-20", "--data", data.Folder, "--epochs", "1", "--quiet")
            .ShouldFail(1, "ISYNET_LIBTORCH", "libtorch 2.7.1", "versions 2.10");
    }
}
