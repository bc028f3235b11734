using System.Runtime.Intrinsics.X86;

namespace ISyNet.Training;

/// <summary>Whether this processor multiplies bfloat16 in one instruction.</summary>
internal static class Bfloat16Arithmetic
{
    // Intel, Software Developer's Manual, CPUID leaf 7, subleaf 1: EAX bit 5 is AVX512_BF16. oneDNN's kernels ask for AVX-512 beside it.
    private const int Leaf = 7, Subleaf = 1, Avx512Bf16 = 1 << 5;

    public static bool IsNative { get; } =
        X86Base.IsSupported && Avx512BW.VL.IsSupported && X86Base.CpuId(0, 0).Eax >= Leaf && X86Base.CpuId(Leaf, 0).Eax >= Subleaf
        && (X86Base.CpuId(Leaf, Subleaf).Eax & Avx512Bf16) != 0;
}
