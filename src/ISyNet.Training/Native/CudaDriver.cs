using System.Runtime.InteropServices;
using System.Text;

namespace ISyNet.Training.Native;

/// <summary>What NVIDIA's driver says about its devices (CUDA Driver API: cuDeviceGetName and its like). libtorch itself tells no name through TorchSharp.</summary>
internal static unsafe class CudaDriver
{
    private const string Library = "libcuda.so.1", VersionFile = "/proc/driver/nvidia/version";
    private const int NameBytes = 256;

    private static readonly Lazy<nint> Handle = new(() =>
        NativeLibrary.TryLoad(Library, out var handle) && NativeLibrary.TryGetExport(handle, "cuInit", out var init) && ((delegate* unmanaged<uint, int>)init)(0) == 0 ? handle : 0);

    /// <summary>Version of the driver; "" where it does not tell.</summary>
    public static string Version { get; } = ReadVersion();

    /// <summary>The newest CUDA that the driver supports, such as 13.0; null where it does not tell.</summary>
    public static Version? NewestCuda
    {
        get
        {
            int version;
            return NativeLibrary.TryLoad(Library, out var driver) && NativeLibrary.TryGetExport(driver, "cuDriverGetVersion", out var get) && ((delegate* unmanaged<int*, int>)get)(&version) == 0
                ? new Version(version / 1000, version % 1000 / 10) : null;
        }
    }

    /// <summary>Name of a device, such as <c>NVIDIA H100 80GB HBM3</c>; "CUDA device" where the driver does not tell.</summary>
    public static string Name(int index)
    {
        var name = stackalloc byte[NameBytes];
        return Find("cuDeviceGetName") is var get && get != 0 && Device(index) is { } device && ((delegate* unmanaged<byte*, int, int, int>)get)(name, NameBytes, device) == 0
            ? Marshal.PtrToStringUTF8((nint)name)! : "CUDA device";
    }

    /// <summary>Free and total memory, bytes, of the device that this thread has computed on; null where the driver does not tell.</summary>
    public static (long Free, long Total)? Memory()
    {
        nuint free, total;
        return Find("cuMemGetInfo_v2") is var get && get != 0 && ((delegate* unmanaged<nuint*, nuint*, int>)get)(&free, &total) == 0 ? ((long)free, (long)total) : null;
    }

    private static int? Device(int index)
    {
        int device;
        return Find("cuDeviceGet") is var get && get != 0 && ((delegate* unmanaged<int*, int, int>)get)(&device, index) == 0 ? device : null;
    }

    private static nint Find(string function) => Handle.Value != 0 && NativeLibrary.TryGetExport(Handle.Value, function, out var export) ? export : 0;

    private static string ReadVersion()
    {
        try
        {
            return File.Exists(VersionFile) ? File.ReadLines(VersionFile, Encoding.UTF8).FirstOrDefault()?.Trim() ?? "" : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
