using System.Runtime.InteropServices;
using ISyNet.Training.Native.LibTorch;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>
/// libtorch's switches for CUDA. They hold for the whole process. TorchSharp does not offer most of them, so this class calls the C++ functions behind PyTorch's
/// settings (ATen/Context.h). If a libtorch does not have such a function, its default stays: slower, but as right.
/// </summary>
internal static unsafe class TorchSwitches
{
    private const string Context = "_ZN2at13globalContextEv",
        Algorithms = "_ZN2at7Context26setDeterministicAlgorithmsEbb", Benchmark = "_ZN2at7Context17setBenchmarkCuDNNEb", Deterministic = "_ZN2at7Context21setDeterministicCuDNNEb",
        Fill = "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb";

    private const string Workspace = "CUBLAS_WORKSPACE_CONFIG";

    private static readonly Lazy<nint> Library = new(() =>
        MappedLibrary.Find(LibTorchBuild.ProcessorFile) is { } library && NativeLibrary.TryLoad(library.Path, out var handle) ? handle : 0);

    /// <summary>Sets what must be set before CUDA starts: matrix products in full float32, and the same cuBLAS workspace in every run.</summary>
    public static void BeforeCuda()
    {
        if (Environment.GetEnvironmentVariable(Workspace) is null)
            NativeEnvironment.Set(Workspace, ":4096:8");
        torch.backends.cuda.matmul.allow_tf32 = false;
        torch.backends.cudnn.allow_tf32 = false;
    }

    /// <summary>Sets whether each run gives the same bits. cuDNN recommends the kernels until <see cref="MeasureKernels"/>.</summary>
    public static void SetDeterministic(bool deterministic)
    {
        var on = deterministic ? (byte)1 : (byte)0;
        Set(Deterministic, on);
        Set(Benchmark, 0);
        // Nothing here reads what it has not written.
        Set(Fill, 0);
        if (Find(Algorithms) is var algorithms && algorithms != 0)
            ((delegate* unmanaged<nint, byte, byte, void>)algorithms)(Global, on, 0);
        else if (deterministic)
            throw new TrainingException("this libtorch cannot be kept to deterministic algorithms: leave --deterministic out, or use the libtorch of another version (docs/numerics.md)");
    }

    /// <summary>From now on cuDNN measures all kernels for each convolution that it meets for the first time, and uses the fastest. This takes some seconds for a network.</summary>
    public static void MeasureKernels() => Set(Benchmark, 1);

    private static void Set(string function, byte on)
    {
        if (Find(function) is var set && set != 0)
            ((delegate* unmanaged<nint, byte, void>)set)(Global, on);
    }

    private static nint Global => ((delegate* unmanaged<nint>)Find(Context))();

    private static nint Find(string function) => Library.Value != 0 && NativeLibrary.TryGetExport(Library.Value, function, out var export) ? export : 0;
}
