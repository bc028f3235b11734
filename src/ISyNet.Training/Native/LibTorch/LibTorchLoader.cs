using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ISyNet.Training.Native.LibTorch;

/// <summary>
/// Loads the chosen libtorch by its path. Every library that needs libtorch by name then gets this one (ld.so(8): a library is sought among those that are
/// loaded first), so neither the environment nor the one beside the program matters.
/// </summary>
internal static class LibTorchLoader
{
    // TorchSharp loads libtorch_cpu from beside the program, by path and so a second time, unless it believes that this is done.
    private const string Loaded = "nativeBackendLoaded";

    private static readonly Lazy<LibTorchChoice> Made = new(() => LibTorchChoice.Make(LibTorchPlaces.Here));
    private static readonly Lazy<bool> Done = new(LoadChosen);

    /// <summary>Which libtorch this process uses.</summary>
    /// <exception cref="TrainingException">The one that is named does not work.</exception>
    public static LibTorchChoice Choice => Made.Value;

    /// <summary>Loads it, once in a process. The libtorch beside the program is left to <see cref="ProcessorLibTorch"/>.</summary>
    /// <exception cref="TrainingException">It cannot be loaded.</exception>
    public static void Load() => _ = Done.Value;

    private static bool LoadChosen()
    {
        foreach (var refused in Choice.Refused)
            TorchRuntime.Notice($"not used: {refused}");
        if (Choice.Build is not { } build)
        {
            ProcessorLibTorch.Load();
            return false;
        }

        var library = build.Find(LibTorchBuild.Device) ?? build.Find(LibTorchBuild.Processor)!;
        if (!Open(library, out _))
        {
            // PyTorch finds CUDA's libraries relative to its own; what was moved away from them, or comes in parts, is given them one by one.
            OpenAll(Companions(build));
            if (!Open(library, out var missing))
                throw new TrainingException($"{library}: cannot be loaded ({missing}): install the packages that it needs (PyTorch's are named nvidia-*), or name another libtorch with {LibTorchPlaces.Variable}");
        }

        if (build.Find(LibTorchBuild.Whole) is { } whole && !Open(whole, out var error))
            throw new TrainingException($"{whole}: cannot be loaded ({error})");
        (typeof(torch).GetField(Loaded, BindingFlags.Static | BindingFlags.NonPublic) ?? throw new TrainingException($"this TorchSharp has no {Loaded}: it cannot be given another libtorch"))
            .SetValue(null, true);
        return true;
    }

    private static IEnumerable<string> Companions(LibTorchBuild build)
    {
        var packages = Path.GetFullPath(Path.Combine(build.Folder, "..", "..", "nvidia"));
        var folders = Directory.Exists(packages) ? Directory.EnumerateDirectories(packages).Select(package => Path.Combine(package, "lib")).Where(Directory.Exists) : [];
        return folders.Concat(build.Folders).SelectMany(folder => Directory.EnumerateFiles(folder, $"*{build.Naming.Suffix}*"))
            .Where(file => !Path.GetFileName(file).StartsWith(build.Naming.Prefix + LibTorchBuild.Whole, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    // In whatever order they need each other: as long as one more can be loaded.
    private static void OpenAll(IEnumerable<string> files)
    {
        var left = files.ToList();
        while (left.RemoveAll(file => Open(file, out _)) > 0)
            continue;
    }

    private static bool Open(string file, out string error)
    {
        try
        {
            NativeLibrary.Load(file);
            error = "";
            return true;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            error = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault(line => line.Contains(LibraryNaming.Here.Suffix, StringComparison.Ordinal)) ?? failure.Message;
            return false;
        }
    }
}
