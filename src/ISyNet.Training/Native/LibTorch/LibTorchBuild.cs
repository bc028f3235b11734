using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ISyNet.Training.Native.LibTorch;

/// <summary>A libtorch that is installed on this machine, as its own files describe it.</summary>
/// <param name="Folders">The folders of its libraries, that of torch_cpu first; PyTorch and the archives of libtorch have one, its NuGet packages several.</param>
/// <param name="Version">Its version, such as 2.11.0; null where no file says it.</param>
/// <param name="Cuda">The CUDA that it is built for, such as 13.0; null where no file says it.</param>
internal sealed partial record LibTorchBuild(ImmutableArray<string> Folders, Version? Version, Version? Cuda)
{
    /// <summary>The library that every libtorch has.</summary>
    public const string Processor = "torch_cpu";

    /// <summary>The library of a libtorch for CUDA.</summary>
    public const string Device = "torch_cuda";

    /// <summary>The library that joins the others.</summary>
    public const string Whole = "torch";

    /// <summary>The library that all others need.</summary>
    public const string Core = "c10";

    private const int MostCharacters = 1 << 16;

    /// <summary>
    /// The versions of libtorch that TorchSharp 0.107 works with: it is built on 2.10. Tried were 2.10.0 for processors and PyTorch's 2.11.0 for CUDA 13.0; others
    /// may lack functions that it calls, or compute with other structures.
    /// </summary>
    public static (Version First, Version Beyond) Works { get; } = (new Version(2, 10), new Version(2, 12));

    /// <summary>How the files of its libraries are named: as on this system.</summary>
    public LibraryNaming Naming { get; init; } = LibraryNaming.Here;

    /// <summary>The file of <see cref="Processor"/> on this system.</summary>
    public static string ProcessorFile { get; } = LibraryNaming.Here.File(Processor);

    /// <summary>The folder of torch_cpu.</summary>
    public string Folder => Folders[0];

    /// <summary>Whether it computes on CUDA devices.</summary>
    public bool HasCuda => Find(Device) is not null;

    /// <summary>The libtorch in a folder: that of its libraries, of an unpacked archive, PyTorch's <c>torch</c> or the one around it; null if there is none.</summary>
    public static LibTorchBuild? In(string folder) => In(folder, LibraryNaming.Here);

    /// <summary>As <see cref="In(string)"/>, with the libraries of a given system.</summary>
    internal static LibTorchBuild? In(string folder, LibraryNaming naming)
    {
        var place = new[] { folder, Path.Combine(folder, "lib"), Path.Combine(folder, "torch", "lib") }
            .FirstOrDefault(place => File.Exists(Path.Combine(place, naming.File(Processor))));
        if (place is null)
            return null;
        place = Path.GetFullPath(place);
        var home = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(place)) ?? place;
        var python = Read(Path.Combine(home, "version.py"));
        var (version, cuda) = Parse(PythonVersion().Match(python) is { Success: true } match ? match.Groups[1].Value : Read(Path.Combine(home, "build-version")).Trim());
        if (CudaVersion().Match(python) is { Success: true } said)
            cuda = Version.Parse(said.Groups[1].Value);
        // A NuGet package says it by its folder: VERSION/runtimes/SYSTEM/native.
        if (version is null && Version.TryParse(Path.GetFileName(Path.GetFullPath(Path.Combine(place, "..", "..", ".."))), out var packaged))
            version = packaged;
        return new LibTorchBuild([place], version, cuda) { Naming = naming };
    }

    /// <summary>The path of one of its libraries, such as <see cref="Device"/>; null if it does not have it.</summary>
    public string? Find(string library) => Folders.Select(folder => Path.Combine(folder, Naming.File(library))).FirstOrDefault(File.Exists);

    /// <summary>Why this program cannot work with its version; null if it can.</summary>
    public string? WrongVersion =>
        Version is null ? $"{Folder}: no version.py or build-version beside it says which version of libtorch it is; {Range} work"
        : Version < Works.First || Version >= Works.Beyond ? $"{Folder}: this is libtorch {Version}; {Range} work"
        : null;

    /// <summary>Why it cannot compute on the CUDA devices of this machine; null if nothing speaks against it.</summary>
    /// <param name="driver">The newest CUDA that the driver supports; null where it does not tell.</param>
    public string? WrongDevice(Version? driver) =>
        !HasCuda ? $"{Folder}: this libtorch{(Version is null ? "" : $" {Version}")} is built without CUDA: install a PyTorch with CUDA"
        : Cuda is not null && driver is not null && Cuda.Major > driver.Major
            ? $"{Folder}: this libtorch is built for CUDA {Cuda}, and the driver supports at most CUDA {driver}: update the driver, or install a PyTorch for CUDA {driver.Major}"
        : null;

    /// <inheritdoc/>
    public override string ToString() => $"{(Version is null ? "of unknown version" : Version)}{(Cuda is null ? "" : $" for CUDA {Cuda}")} in {Folder}";

    private static string Range => $"versions {Works.First} up to but not including {Works.Beyond}";

    /// <summary>Such as <c>2.11.0+cu130</c> and <c>2.10.0+cpu</c>: the last digit of the CUDA is its minor version.</summary>
    internal static (Version? Version, Version? Cuda) Parse(string text) => FullVersion().Match(text) is { Success: true } match
        ? (Version.Parse(match.Groups[1].Value), match.Groups[2].Success ? new Version(int.Parse(match.Groups[2].Value[..^1], null), match.Groups[2].Value[^1] - '0') : null)
        : (null, null);

    private static string Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return "";
            using var reader = new StreamReader(path);
            var text = new char[MostCharacters];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^__version__\s*(?::[^=\n]*)?=\s*['""]([^'""\n]+)['""]", RegexOptions.Multiline)]
    private static partial Regex PythonVersion();

    [GeneratedRegex(@"^cuda\s*(?::[^=\n]*)?=\s*['""](\d{1,3}\.\d{1,3})", RegexOptions.Multiline)]
    private static partial Regex CudaVersion();

    [GeneratedRegex(@"^(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)[^+\s]*(?:\+cu(\d{2,4}))?")]
    private static partial Regex FullVersion();
}
