using System.Runtime.InteropServices;
using ISyNet.Training.Native.LibTorch;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>
/// Sets right what oneDNN, inside libtorch, believes of the caches. Some hypervisors hide them from CPUID; on AMD processors oneDNN 3.7 then reads
/// three levels of one byte each, and its reorder of padded blocks drops a block or writes past it: convolutions of 1, 2, 17… channels come out
/// wrong, or the heap is damaged (docs/numerics.md). With no level at all it takes its defaults of 32 KB, 512 KB and 1 MB, and all is right.
/// </summary>
internal static class OneDnnCacheSizes
{
    // dnnl::impl::cpu::x64::cpu()::cpu_ and its guard: a static of a function, so the library's own symbol table alone names it.
    private const string Object = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_", Guard = "_ZGVZN4dnnl4impl3cpu3x643cpuEvE4cpu_";

    /// <summary>Mends the sizes where they cannot be true. libtorch must be loaded, and nothing of it have computed a convolution that counts.</summary>
    /// <param name="fault">What a test wants broken first.</param>
    public static OneDnnCaches Mend(InjectedFault fault = InjectedFault.None)
    {
        var sizes = Find();
        if (sizes.IsEmpty)
            return OneDnnCaches.Unknown;
        if (fault is InjectedFault.Caches or InjectedFault.CachesLeft)
            sizes.Hide();
        if (!sizes.AreAbsurd)
            return OneDnnCaches.Sane;
        if (fault == InjectedFault.CachesLeft)
            return OneDnnCaches.Absurd;
        sizes.Levels = 0;
        return OneDnnCaches.Mended;
    }

    // Empty where any sign says that this is another library or layout.
    private static Sizes Find()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || MappedLibrary.Find(LibTorchBuild.ProcessorFile) is not { } library
            || ElfSymbols.Find(library.Path, Object, Guard) is not [{ Size: Sizes.ObjectSize } place, { Size: Sizes.GuardSize } guard])
            return default;
        MakeObject();
        var sizes = new Sizes(library.Writable(place));
        return library.Writable(guard) is [1, ..] && sizes.HaveLayout ? sizes : default;
    }

    // oneDNN makes the object at its first convolution: 16 channels, which need no padding, so that this one is right whatever the sizes.
    private static void MakeObject()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        torch.nn.functional.conv2d(torch.zeros(1, 16, 8, 8), torch.zeros(16, 16, 3, 3), padding: [1, 1]);
    }

    /// <summary>The object's part about caches: Xbyak::util::Cpu as of oneDNN 3.7, ten sizes in bytes, how many cores share each, and the number of levels.</summary>
    private readonly ref struct Sizes(Span<byte> memory)
    {
        public const int ObjectSize = 144, GuardSize = 8;
        private const int MaxLevels = 10, SizeAt = 0x1c, SharingAt = 0x44, LevelsAt = 0x6c;
        private const uint LeastSize = 4096, MostSharing = 1 << 16;
        private readonly Span<byte> _memory = memory;

        public bool IsEmpty => _memory.IsEmpty;

        public ref uint Levels => ref Words(LevelsAt, 1)[0];

        /// <summary>Whether the values can be what their places say: no more levels than there is room for, nothing in the room behind them.</summary>
        public bool HaveLayout
        {
            get
            {
                if (IsEmpty || Levels > MaxLevels)
                    return false;
                var used = (int)Levels;
                var sharing = Words(SharingAt, MaxLevels);
                return !Words(SizeAt, MaxLevels)[used..].ContainsAnyExcept(0u) && !sharing[used..].ContainsAnyExcept(0u)
                    && !sharing[..used].ContainsAnyExceptInRange(0u, MostSharing);
            }
        }

        /// <summary>Whether a core's part of any level, which is what oneDNN plans by, is smaller than any cache is.</summary>
        public bool AreAbsurd
        {
            get
            {
                var sizes = Words(SizeAt, MaxLevels);
                var sharing = Words(SharingAt, MaxLevels);
                for (var level = 0; level < Levels; level++)
                {
                    if (sharing[level] == 0 || sizes[level] / sharing[level] < LeastSize)
                        return true;
                }

                return false;
            }
        }

        /// <summary>What oneDNN makes of the cache leaves of an AMD processor that are all zero.</summary>
        public void Hide()
        {
            const int Seen = 3;
            Levels = Seen;
            Words(SizeAt, MaxLevels)[..Seen].Fill(1);
            Words(SharingAt, MaxLevels)[..Seen].Fill(1);
        }

        private Span<uint> Words(int at, int count) => MemoryMarshal.Cast<byte, uint>(_memory.Slice(at, count * sizeof(uint)));
    }
}
