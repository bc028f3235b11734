using System.Runtime.InteropServices;
using TorchSharp;

namespace ISyNet.Training.Native.LibTorch;

/// <summary>The libtorch for processors: beside the program or on the loader's own path; where it is neither, in a folder that the program finds when it is asked.</summary>
public static class ProcessorLibTorch
{
    /// <summary>The version that TorchSharp is built for.</summary>
    public const string Version = "2.10.0";

    /// <summary>The environment variable that names a folder with the libraries; child processes inherit it.</summary>
    public const string FolderVariable = LibTorchPlaces.Variable;

    /// <summary>Asked, once, for the folder of the libraries where they are neither with the program nor on the loader's path; null for an error.</summary>
    public static Func<string>? WhenMissing { get; set; }

    /// <summary>The NuGet package of the libraries for this machine; null where none is made for it.</summary>
    public static string? Package => (RuntimeInformation.ProcessArchitecture, OperatingSystem.IsLinux(), OperatingSystem.IsWindows(), OperatingSystem.IsMacOS()) switch
    {
        (Architecture.X64, true, _, _) => "libtorch-cpu-linux-x64",
        (Architecture.X64, _, true, _) => "libtorch-cpu-win-x64",
        (Architecture.Arm64, _, _, true) => "libtorch-cpu-osx-arm64",
        _ => null,
    };

    /// <exception cref="TrainingException">The libraries are nowhere, or cannot be loaded.</exception>
    internal static void Load()
    {
        if (NativeLibrary.TryLoad(LibTorchBuild.Processor, typeof(torch).Assembly, null, out _))
            return;
        if (WhenMissing is null)
            throw new TrainingException($"the libraries of libtorch are missing: add the NuGet package {Package ?? "libtorch-cpu"} {Version} to the program, or set {FolderVariable} to their folder");
        var found = WhenMissing();
        LoadFrom(found);
        Environment.SetEnvironmentVariable(FolderVariable, found);
    }

    // TorchSharp then asks the loader for the same names, and gets what is loaded.
    private static void LoadFrom(string folder)
    {
        foreach (var name in new[] { LibTorchBuild.Core, LibTorchBuild.Processor, LibTorchBuild.Whole })
        {
            var file = Path.Combine(folder, LibraryNaming.Here.File(name));
            if (!File.Exists(file))
                throw new TrainingException($"{folder}: has no {Path.GetFileName(file)}: set {FolderVariable} to a folder with the libraries of libtorch {Version}");
            try
            {
                NativeLibrary.Load(file);
            }
            catch (DllNotFoundException error)
            {
                throw new TrainingException($"{file}: cannot be loaded: {ErrorText.OneLine(error.Message)}", error);
            }
        }
    }
}
