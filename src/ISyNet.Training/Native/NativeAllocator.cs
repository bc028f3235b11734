using System.Runtime.InteropServices;

namespace ISyNet.Training.Native;

/// <summary>
/// Settings of the C allocator that libtorch takes its tensors from. glibc hands large blocks back to the kernel as soon as they
/// are freed, so each training step would page its activations in again; keeping them makes small networks train about
/// twice as fast.
/// </summary>
internal static partial class NativeAllocator
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, ArenaMax = -8;
    private const int Keep = 1 << 30;
    private static readonly Lazy<bool> Tuned = new(Apply);

    /// <summary>
    /// Makes the allocator keep freed memory. Call it first thing in the process, before libtorch is loaded; later calls do nothing.
    /// </summary>
    /// <returns>Whether the allocator is glibc's and took the settings; elsewhere nothing is done.</returns>
    public static bool Tune() => Tuned.Value;

    private static bool Apply()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            // One arena: the others hold blocks of at most 64 MB and give whole heaps back, whatever the thresholds say.
            return SetOption(ArenaMax, 1) == 1
                & SetOption(MmapThreshold, Keep) == 1
                & SetOption(TrimThreshold, Keep) == 1
                & SetOption(TopPad, 1 << 26) == 1;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // another C library, such as musl
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
