using System.Runtime.Intrinsics.X86;

namespace ISyNet.Training.Native;

/// <summary>The sets of instructions that oneDNN can be kept to, as its ONEDNN_MAX_CPU_ISA names them.</summary>
internal static class InstructionCaps
{
    /// <summary>Where oneDNN reads its cap, once, at its first convolution.</summary>
    public const string Variable = "ONEDNN_MAX_CPU_ISA";

    private const string OldVariable = "DNNL_MAX_CPU_ISA";

    private static readonly (string Name, bool Supported)[] Fewer =
        [("AVX512_CORE", Avx512BW.VL.IsSupported), ("AVX2", Avx2.IsSupported), ("AVX", Avx.IsSupported), ("SSE41", Sse41.IsSupported)];

    /// <summary>The user's own cap; null for none.</summary>
    public static string? Users { get; } =
        (Environment.GetEnvironmentVariable(Variable) ?? Environment.GetEnvironmentVariable(OldVariable)) is { Length: > 0 } cap
        && !cap.Equals("ALL", StringComparison.OrdinalIgnoreCase) && !cap.Equals("DEFAULT", StringComparison.OrdinalIgnoreCase) ? cap : null;

    /// <summary>What to try, most instructions first: the user's own cap, or none, then what is below it and in this processor.</summary>
    public static IEnumerable<string?> From(string? users)
    {
        var below = Fewer.AsEnumerable();
        // AVX512_CORE_BF16 and its like have AVX512_CORE below them; AVX512_CORE itself has AVX2.
        if (users is not null && Array.FindIndex(Fewer, set => users.StartsWith(set.Name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at)
            below = Fewer.Skip(Fewer[at].Name.Equals(users, StringComparison.OrdinalIgnoreCase) ? at + 1 : at);
        return below.Where(set => set.Supported).Select(set => (string?)set.Name).Prepend(users);
    }

    /// <summary>Whether bfloat16 is multiplied in one instruction under a cap.</summary>
    public static bool AllowBfloat16(string? cap) =>
        cap is null || Array.TrueForAll(Fewer, set => !cap.Equals(set.Name, StringComparison.OrdinalIgnoreCase)) && !cap.EndsWith("VNNI", StringComparison.OrdinalIgnoreCase);
}
