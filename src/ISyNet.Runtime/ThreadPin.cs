using System.Runtime.InteropServices;

namespace ISyNet.Runtime;

/// <summary>
/// Keeps a thread on one processor while it lives, so that a measurement is not moved between caches. Only on Linux; elsewhere, and where the system refuses,
/// nothing is pinned.
/// </summary>
public sealed partial class ThreadPin : IDisposable
{
    private const int MaskBytes = 128;

    private readonly byte[] _before = new byte[MaskBytes];

    /// <summary>Pins the calling thread to the last processor that it may use.</summary>
    public ThreadPin()
    {
        if (!OperatingSystem.IsLinux() || GetAffinity(0, MaskBytes, _before) < 0)
            return;
        var last = Enumerable.Range(0, MaskBytes * 8).LastOrDefault(cpu => (_before[cpu / 8] & (1 << (cpu % 8))) != 0, -1);
        if (last < 0)
            return;
        var mask = new byte[MaskBytes];
        mask[last / 8] = (byte)(1 << (last % 8));
        if (SetAffinity(0, MaskBytes, mask) == 0)
            Processor = last;
    }

    /// <summary>The processor; null if nothing is pinned.</summary>
    public int? Processor { get; }

    /// <summary>Gives the thread, which must be the same one, its processors back.</summary>
    public void Dispose()
    {
        if (Processor is not null)
            _ = SetAffinity(0, MaskBytes, _before);
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint size, byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, byte[] mask);
}
