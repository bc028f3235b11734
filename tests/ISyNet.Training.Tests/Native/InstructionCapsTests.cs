using System.Runtime.Intrinsics.X86;
using ISyNet.Training.Native;

namespace ISyNet.Training.Tests.Native;

public sealed class InstructionCapsTests
{
    [Fact]
    public void All_instructions_are_tried_first_and_the_fewest_last()
    {
        Assert.SkipUnless(Avx2.IsSupported, "a processor without AVX2 has fewer steps");
        string?[] all = [null, .. Avx512BW.VL.IsSupported ? (string[])["AVX512_CORE"] : [], "AVX2", "AVX", "SSE41"];
        Assert.Equal(all, InstructionCaps.From(null));
    }

    [Theory]
    [InlineData("AVX2", "AVX2 AVX SSE41")]
    [InlineData("AVX2_VNNI", "AVX2_VNNI AVX2 AVX SSE41")]
    [InlineData("AVX", "AVX SSE41")]
    [InlineData("SSE41", "SSE41")]
    public void The_users_own_cap_is_kept_to(string users, string tried)
    {
        Assert.SkipUnless(Avx2.IsSupported, "a processor without AVX2 has fewer steps");
        Assert.Equal(tried.Split(' '), InstructionCaps.From(users));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("AVX512_CORE_BF16", true)]
    [InlineData("AVX512_CORE_AMX", true)]
    [InlineData("AVX512_CORE_VNNI", false)]
    [InlineData("AVX512_CORE", false)]
    [InlineData("avx2", false)]
    [InlineData("SSE41", false)]
    public void Bfloat16_is_one_instruction_only_where_the_cap_lets_it(string? cap, bool allowed) =>
        Assert.Equal(allowed, InstructionCaps.AllowBfloat16(cap));
}
