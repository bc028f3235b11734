using System.Collections.Immutable;

namespace ISyNet.Training.Native.LibTorch;

/// <summary>The facts of this machine that decide which libtorch is used.</summary>
/// <param name="Named">The folder in <c>ISYNET_LIBTORCH</c>; null if it is not set.</param>
/// <param name="HasGpu">Whether there is an NVIDIA GPU.</param>
/// <param name="Driver">Returns the newest CUDA that the driver supports; null if unknown. Called only if there is a GPU.</param>
/// <param name="Python">Finds the package torch of the active Python. Called only if there is a GPU and no folder is set.</param>
/// <param name="Packages">NuGet's package folder.</param>
internal sealed record LibTorchPlaces(string? Named, bool HasGpu, Func<Version?> Driver, Func<PythonPackage?> Python, string Packages)
{
    /// <summary>The environment variable with the folder of a libtorch.</summary>
    public const string Variable = "ISYNET_LIBTORCH";

    /// <summary>The files of NVIDIA's driver on Linux and on the Windows Subsystem for Linux. A machine with a GPU has at least one of them.</summary>
    public static ImmutableArray<string> DeviceFiles { get; } = ["/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg"];

    /// <summary>This machine.</summary>
    public static LibTorchPlaces Here => new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null,
        DeviceFiles.Any(File.Exists),
        () => CudaDriver.NewestCuda,
        () => PythonPackage.Find("torch"),
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>The versions of libtorch for CUDA in the package folder, newest first. NuGet splits each version into several packages.</summary>
    public IEnumerable<LibTorchBuild> Restored()
    {
        const string Prefix = "libtorch-cuda-", System = "-linux-x64";
        if (!Directory.Exists(Packages))
            return [];
        return
            from package in Directory.EnumerateDirectories(Packages, $"{Prefix}*{System}*")
            let name = Path.GetFileName(package)
            let cuda = Version.TryParse(name[Prefix.Length..name.IndexOf(System, StringComparison.Ordinal)], out var parsed) ? parsed : null
            from versioned in Directory.EnumerateDirectories(package)
            let version = Version.TryParse(Path.GetFileName(versioned), out var parsed) ? parsed : null
            let folder = Path.Combine(versioned, "runtimes", "linux-x64", "native")
            where version is not null && cuda is not null && Directory.Exists(folder)
            orderby version descending, cuda descending
            group folder by (version, cuda) into parts
            let folders = parts.OrderByDescending(part => File.Exists(Path.Combine(part, LibTorchBuild.ProcessorFile))).ThenBy(part => part, StringComparer.Ordinal).ToImmutableArray()
            where File.Exists(Path.Combine(folders[0], LibTorchBuild.ProcessorFile))
            select new LibTorchBuild(folders, parts.Key.version, parts.Key.cuda);
    }
}
