using System.Runtime.InteropServices;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>
/// libtorch's switches for CUDA, which hold for the whole process. TorchSharp has no way to most of them, so those are set by the functions that Python's own
/// settings call (ATen/Context.h); where this libtorch has them no more, its defaults stay: slower, and no less right.
/// </summary>
internal static unsafe class TorchSwitches
{
    private const string Library = "libtorch_cpu.so", Context = "_ZN2at13globalContextEv",
        Algorithms = "_ZN2at7Context26setDeterministicAlgorithmsEbb", Benchmark = "_ZN2at7Context17setBenchmarkCuDNNEb", Deterministic = "_ZN2at7Context21setDeterministicCuDNNEb",
        Fill = "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb";

    private const string Workspace = "CUBLAS_WORKSPACE_CONFIG";

    /// <summary>What must be set before CUDA starts: products of matrices in full float32, and a workspace of cuBLAS that is the same in every run.</summary>
    public static void BeforeCuda()
    {
        if (Environment.GetEnvironmentVariable(Workspace) is null)
            NativeEnvironment.Set(Workspace, ":4096:8");
        torch.backends.cuda.matmul.allow_tf32 = false;
        torch.backends.cudnn.allow_tf32 = false;
    }

    /// <summary>Whether each run gives the same bits. Kernels are taken as cuDNN recommends them, until <see cref="MeasureKernels"/>.</summary>
    public static void SetDeterministic(bool deterministic)
    {
        var on = deterministic ? (byte)1 : (byte)0;
        if (Find(Deterministic) is var convolutions && convolutions != 0)
            ((delegate* unmanaged<nint, byte, void>)convolutions)(Global, on);
        SetBenchmark(0);
        // Nothing here reads what it has not written.
        if (Find(Fill) is var fill && fill != 0)
            ((delegate* unmanaged<nint, byte, void>)fill)(Global, 0);
        if (Find(Algorithms) is var algorithms && algorithms != 0)
            ((delegate* unmanaged<nint, byte, byte, void>)algorithms)(Global, on, 0);
        else if (deterministic)
            throw new TrainingException("this libtorch cannot be kept to deterministic algorithms: leave --deterministic out, or use the libtorch of another version (docs/numerics.md)");
    }

    /// <summary>From now on each convolution is computed by the kernel that is fastest when it is first met: all are tried, which takes some seconds for a network.</summary>
    public static void MeasureKernels() => SetBenchmark(1);

    private static void SetBenchmark(byte on)
    {
        if (Find(Benchmark) is var benchmark && benchmark != 0)
            ((delegate* unmanaged<nint, byte, void>)benchmark)(Global, on);
    }

    private static nint Global => ((delegate* unmanaged<nint>)Find(Context))();

    private static nint Find(string function) =>
        MappedLibrary.Find(Library) is { } library && NativeLibrary.TryLoad(library.Path, out var handle) && NativeLibrary.TryGetExport(handle, function, out var export) ? export : 0;
}
