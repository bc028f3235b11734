using System.Collections.Immutable;

namespace ISyNet.Training.Native.LibTorch;

/// <summary>Which libtorch this program computes with, and why.</summary>
/// <param name="Build">One for CUDA; null for the one beside the program, which is for processors.</param>
/// <param name="Reason">Why it is this one, in a few words.</param>
/// <param name="Refused">Those that were found and cannot be used: one line each, with what to do.</param>
internal sealed record LibTorchChoice(LibTorchBuild? Build, string Reason, ImmutableArray<string> Refused)
{
    /// <summary>Why there is no CUDA device to compute on, for one who asks for it.</summary>
    public string WhyNoDevice =>
        Build is null ? string.Join("; ", Refused.Prepend(Reason))
        : !Build.HasCuda ? $"the libtorch in {Build.Folder} is built without CUDA"
        : $"libtorch {Build} sees none; 'nvidia-smi' says what the driver has";

    /// <summary>
    /// The rule: the folder that <c>ISYNET_LIBTORCH</c> names; else, only where there is a GPU, the PyTorch of the active Python environment, then what NuGet
    /// restored; else the libtorch beside the program.
    /// </summary>
    /// <exception cref="TrainingException">The folder that is named holds no libtorch that works.</exception>
    public static LibTorchChoice Make(LibTorchPlaces places)
    {
        if (places.Named is { } named)
            return Named(named, places);
        if (!places.HasGpu)
            return new LibTorchChoice(null, $"there is no GPU of NVIDIA (none of {string.Join(", ", LibTorchPlaces.DeviceFiles)})", []);
        var refused = ImmutableArray.CreateBuilder<string>();
        foreach (var (build, source) in Found(places))
        {
            if ((build.WrongDevice(places.Driver()) ?? build.WrongVersion) is not { } reason)
                return new LibTorchChoice(build, source, refused.ToImmutable());
            refused.Add($"{source}: {reason}");
        }

        return new LibTorchChoice(null, refused.Count > 0
            ? "no libtorch for CUDA that was found can be used"
            : $"there is a GPU, but neither the active Python nor {places.Packages} has a libtorch for CUDA: install PyTorch, or name one with {LibTorchPlaces.Variable}", refused.ToImmutable());
    }

    private static LibTorchChoice Named(string folder, LibTorchPlaces places)
    {
        var source = $"{LibTorchPlaces.Variable}={folder}";
        var build = LibTorchBuild.In(folder)
            ?? throw new TrainingException($"{source}: there is no {LibTorchBuild.ProcessorFile} in this folder, its lib or its torch/lib: name the folder of libtorch or PyTorch's torch folder");
        // One for processors is as good where nobody asks for a GPU.
        return (build.WrongVersion ?? (build.HasCuda && places.HasGpu ? build.WrongDevice(places.Driver()) : null)) is { } reason
            ? throw new TrainingException($"{LibTorchPlaces.Variable}: {reason}")
            : new LibTorchChoice(build, $"{LibTorchPlaces.Variable} names it", []);
    }

    private static IEnumerable<(LibTorchBuild Build, string Source)> Found(LibTorchPlaces places)
    {
        if (places.Python() is { } python && LibTorchBuild.In(python.Folder) is { } build)
            yield return (build, $"PyTorch of {python.Interpreter}");
        foreach (var restored in places.Restored())
            yield return (restored, "NuGet package");
    }
}
