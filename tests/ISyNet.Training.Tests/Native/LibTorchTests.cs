using ISyNet.Training.Native.LibTorch;

namespace ISyNet.Training.Tests.Native;

/// <summary>Which libtorch is taken, on folders laid out as PyTorch, the archives and NuGet lay them out.</summary>
public sealed class LibTorchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("isynet-libtorch-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void PyTorch_says_its_version_and_its_CUDA()
    {
        var torch = PyTorch("site", "2.11.0+cu130", "13.0");
        foreach (var folder in (string[])[torch, Path.Combine(torch, "lib"), Path.GetDirectoryName(torch)!])
        {
            var build = LibTorchBuild.In(folder)!;
            Assert.Equal(Path.Combine(torch, "lib"), build.Folder);
            Assert.Equal((new Version(2, 11, 0), new Version(13, 0), true), (build.Version, build.Cuda, build.HasCuda));
            Assert.Null(build.WrongVersion);
        }
    }

    [Theory]
    [InlineData("2.10.0+cpu", "2.10.0", null)]
    [InlineData("2.10.0+cu128", "2.10.0", "12.8")]
    [InlineData("2.11.0+cu130", "2.11.0", "13.0")]
    [InlineData("2.12.0.dev20260701+cu130", "2.12.0", "13.0")]
    [InlineData("2.11.0a0+git1234", "2.11.0", null)]
    [InlineData("2.10", "2.10", null)]
    [InlineData("", null, null)]
    [InlineData("two", null, null)]
    public void Versions_are_read_as_PyTorch_writes_them(string text, string? version, string? cuda) =>
        Assert.Equal((version is null ? null : Version.Parse(version), cuda is null ? null : Version.Parse(cuda)), LibTorchBuild.Parse(text));

    [Fact]
    public void Without_a_GPU_nobody_is_asked_and_the_one_beside_the_program_is_taken()
    {
        var choice = LibTorchChoice.Make(new LibTorchPlaces(null, false, () => throw new InvalidOperationException(), () => throw new InvalidOperationException(), _root));
        Assert.Null(choice.Build);
        Assert.Contains("/dev/nvidiactl", choice.WhyNoDevice, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_GPU_the_Python_s_comes_first_and_NuGet_s_after_it()
    {
        var torch = PyTorch("site", "2.11.0+cu130", "13.0");
        var packages = Restored("12.8", "2.10.0");
        Assert.Equal(Path.Combine(torch, "lib"), Make(python: torch, packages: packages).Build!.Folder);
        var restored = Make(packages: packages);
        Assert.Equal((new Version(2, 10, 0), new Version(12, 8)), (restored.Build!.Version, restored.Build.Cuda));
        Assert.EndsWith("libtorch_cuda.so", restored.Build.Find(LibTorchBuild.Device), StringComparison.Ordinal);
        Assert.Null(Make().Build);
        Assert.Contains("neither the active Python nor", Make().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_passed_over_with_one_line_each()
    {
        var packages = Restored("12.8", "2.10.0");
        var old = Make(python: PyTorch("old", "2.9.1+cu128", "12.8"), packages: packages);
        Assert.Equal(new Version(2, 10, 0), old.Build!.Version);
        Assert.Contains("this is libtorch 2.9.1; versions 2.10 up to but not including 2.12 work", Assert.Single(old.Refused), StringComparison.Ordinal);
        var plain = Make(python: PyTorch("plain", "2.11.0+cpu", null));
        Assert.Null(plain.Build);
        Assert.Contains("built without CUDA", plain.WhyNoDevice, StringComparison.Ordinal);
        var driver = Make(python: PyTorch("new", "2.11.0+cu130", "13.0"), driver: new Version(12, 4));
        Assert.Null(driver.Build);
        Assert.Contains("built for CUDA 13.0, and the driver supports at most CUDA 12.4: update the driver", Assert.Single(driver.Refused), StringComparison.Ordinal);
        Assert.NotNull(Make(python: PyTorch("minor", "2.11.0+cu128", "12.8"), driver: new Version(12, 4)).Build); // CUDA's minor versions are compatible
        Assert.Contains("no version.py or build-version", Make(python: PyTorch("nameless", null, null)).WhyNoDevice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_one_is_taken_even_without_a_GPU_or_refused_with_one_line()
    {
        var archive = Directory.CreateDirectory(Path.Combine(_root, "libtorch")).FullName;
        Touch(Path.Combine(archive, "lib", "libtorch_cpu.so"));
        File.WriteAllText(Path.Combine(archive, "build-version"), "2.10.0+cpu\n");
        var choice = Make(named: archive, gpu: false);
        Assert.Equal((Path.Combine(archive, "lib"), new Version(2, 10, 0), false), (choice.Build!.Folder, choice.Build.Version, choice.Build.HasCuda));
        Assert.Contains("built without CUDA", choice.WhyNoDevice, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(archive, "build-version"), "2.5.1+cpu\n");
        Assert.Contains("ISYNET_LIBTORCH: ", Assert.Throws<TrainingException>(() => Make(named: archive, gpu: false)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no libtorch_cpu.so", Assert.Throws<TrainingException>(() => Make(named: _root)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ".dll")]
    [InlineData("lib", ".dylib")]
    [InlineData("lib", ".so")]
    public void Each_system_names_its_libraries_in_its_own_way(string prefix, string suffix)
    {
        var folder = Path.Combine(_root, "2.10.0", "runtimes", "system", "native"); // as NuGet lays it out
        Touch(Path.Combine(folder, $"{prefix}torch_cpu{suffix}"));
        Touch(Path.Combine(folder, $"{prefix}torch_cuda{suffix}"));
        var found = new[] { LibraryNaming.Linux, LibraryNaming.Windows, LibraryNaming.MacOS }.Select(naming => LibTorchBuild.In(folder, naming)).OfType<LibTorchBuild>();
        var build = Assert.Single(found);
        Assert.Equal((new Version(2, 10, 0), true), (build.Version, build.HasCuda));
        Assert.Equal(Path.Combine(folder, $"{prefix}torch_cuda{suffix}"), build.Find(LibTorchBuild.Device));
    }

    [Fact]
    public void The_active_Python_is_asked_where_a_package_is_without_importing_it()
    {
        var python = PythonPackage.Find("json");
        Assert.SkipWhen(python is null, "there is no python3");
        Assert.True(File.Exists(Path.Combine(python.Folder, "__init__.py")));
        Assert.Null(PythonPackage.Find("a_package_that_is_not_there"));
        Assert.Null(PythonPackage.Find("sys")); // a module without a folder
    }

    private static LibTorchChoice Make(string? named = null, string? python = null, string? packages = null, Version? driver = null, bool gpu = true) =>
        LibTorchChoice.Make(new LibTorchPlaces(named, gpu, () => driver ?? new Version(13, 0), () => python is null ? null : new PythonPackage("/usr/bin/python3", python), packages ?? "/nowhere"));

    private string PyTorch(string name, string? version, string? cuda)
    {
        var torch = Path.Combine(_root, name, "torch");
        Touch(Path.Combine(torch, "lib", "libtorch_cpu.so"));
        if (version is null || cuda is not null)
            Touch(Path.Combine(torch, "lib", "libtorch_cuda.so"));
        if (version is not null)
            File.WriteAllText(Path.Combine(torch, "version.py"), $"from typing import Optional\n\n__all__ = ['__version__', 'debug', 'cuda']\n__version__ = '{version}'\ndebug = False\ncuda: Optional[str] = {(cuda is null ? "None" : $"'{cuda}'")}\n");
        return torch;
    }

    // The parts of a package hold some of the libraries each.
    private string Restored(string cuda, string version)
    {
        var packages = Path.Combine(_root, "packages");
        foreach (var (part, library) in ((string, string)[])[("", "libtorch_cpu.so"), ("-part2-primary", "libtorch_cuda.so"), ("-part3", "libcudnn.so.9")])
            Touch(Path.Combine(packages, $"libtorch-cuda-{cuda}-linux-x64{part}", version, "runtimes", "linux-x64", "native", library));
        return packages;
    }

    private static void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }
}
