using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ISyNet.Training.Native;

/// <summary>What libtorch's choice of code depends on in this processor, as its CPUID leaves tell it (Intel, Software Developer's Manual, volume 2, CPUID).</summary>
internal static class Processor
{
    private const int Avx512Bf16 = 1 << 5;

    /// <summary>Whether bfloat16 is multiplied in one instruction. oneDNN's kernels ask for AVX-512 beside it.</summary>
    public static bool MultipliesBfloat16 { get; } =
        X86Base.IsSupported && Avx512BW.VL.IsSupported && Has(7) && Leaf(7).Eax >= 1 && (Leaf(7, 1).Eax & Avx512Bf16) != 0;

    /// <summary>Its name in words, such as <c>AMD EPYC</c>.</summary>
    public static string Name { get; } = X86Base.IsSupported && Has(unchecked((int)0x80000004))
        ? string.Concat(Enumerable.Range(2, 3).Select(leaf => Text(Leaf(unchecked((int)0x80000000) + leaf)))).Trim('\0', ' ')
        : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Name, model, features and caches: where it is the same, libtorch runs the same code. Caches count since oneDNN plans by them.</summary>
    public static string Identity { get; } = Identify();

    private static string Identify()
    {
        if (!X86Base.IsSupported)
            return RuntimeInformation.ProcessArchitecture.ToString();
        var signature = Leaf(1);
        var words = new List<int> { signature.Eax, signature.Ecx, signature.Edx };
        if (Has(7))
            words.AddRange([Leaf(7).Ebx, Leaf(7).Ecx, Leaf(7).Edx, Leaf(7, 1).Eax, Leaf(7, 1).Edx]);
        // Ebx and Ecx of the cache leaves of Intel and AMD: lines, ways and sets. Eax also says who shares them, which may differ from core to core.
        foreach (var leaf in (ReadOnlySpan<int>)[4, unchecked((int)0x8000001D)])
        {
            for (var level = 0; Has(leaf) && level < 4; level++)
                words.AddRange([Leaf(leaf, level).Ebx, Leaf(leaf, level).Ecx]);
        }

        return $"{Name} {string.Join('-', words.Select(word => word.ToString("x", System.Globalization.CultureInfo.InvariantCulture)))}";
    }

    // A leaf beyond the last reads as another.
    private static bool Has(int leaf) => (uint)Leaf(leaf & unchecked((int)0x80000000)).Eax >= (uint)leaf;

    private static (int Eax, int Ebx, int Ecx, int Edx) Leaf(int leaf, int subleaf = 0) => X86Base.CpuId(leaf, subleaf);

    private static string Text((int Eax, int Ebx, int Ecx, int Edx) leaf) =>
        Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([leaf.Eax, leaf.Ebx, leaf.Ecx, leaf.Edx]));
}
