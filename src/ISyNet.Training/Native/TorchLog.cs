using System.Runtime.InteropServices;

namespace ISyNet.Training.Native;

/// <summary>
/// Keeps libtorch's log to errors. Its warnings tell a user nothing: that NNPACK does not know the processor, above all, for which libtorch has other
/// kernels. It reads TORCH_CPP_LOG_LEVEL only when it is told to, by a function of its own that only Python calls. What a user has set stays.
/// </summary>
internal static unsafe class TorchLog
{
    private const string Library = "libc10.so", Variable = "TORCH_CPP_LOG_LEVEL", InitLogging = "_ZN3c1011initLoggingEv";

    /// <summary>Does it. libtorch must be loaded; where it is another than we know, nothing happens.</summary>
    public static void Quieten()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            NativeEnvironment.Set(Variable, "ERROR");
        if (MappedLibrary.Find(Library) is { } library && NativeLibrary.TryLoad(library.Path, out var loaded) && NativeLibrary.TryGetExport(loaded, InitLogging, out var init))
            ((delegate* unmanaged<void>)init)();
    }
}
