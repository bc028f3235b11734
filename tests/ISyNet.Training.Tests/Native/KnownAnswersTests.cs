using System.Runtime.Intrinsics.X86;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Tests.Native;

/// <summary>The known-answer test of libtorch: it finds the faults that it is for, and only those.</summary>
public sealed class KnownAnswersTests
{
    [Theory]
    [InlineData(Arithmetic.Float32)]
    [InlineData(Arithmetic.Bfloat16)]
    internal void Hidden_caches_make_wrong_answers_which_are_found_and_the_remedy_makes_them_right(Arithmetic arithmetic)
    {
        Assert.SkipUnless(Avx2.IsSupported, "the faulty kernels need AVX2");
        var (broken, mended) = (KnownAnswersChild.Run(arithmetic, "ALL", InjectedFault.CachesLeft), KnownAnswersChild.Run(arithmetic, "ALL", InjectedFault.Caches));
        Assert.True(mended.Right, mended.Reason);
        Assert.SkipUnless(arithmetic == Arithmetic.Float32 || Avx512BW.IsSupported, "libtorch gives bfloat16 to the faulty kernels only on processors with AVX-512");
        Assert.False(broken.Right);
        Assert.Matches("^(wrong|crash)", broken.Reason);
    }

    [Fact]
    public void Without_AVX_hidden_caches_do_no_harm()
    {
        var verdict = KnownAnswersChild.Run(Arithmetic.Float32, "SSE41", InjectedFault.CachesLeft);
        Assert.True(verdict.Right, verdict.Reason);
    }

    [Theory]
    [InlineData("AVX2")]
    [InlineData("SSE41")]
    public void Other_processors_are_right_in_both_arithmetics(string isa)
    {
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Float32, Arithmetic.Bfloat16])
        {
            var verdict = KnownAnswersChild.Run(arithmetic, isa, InjectedFault.Caches);
            Assert.True(verdict.Right, verdict.Reason);
        }
    }

    [Fact]
    public void A_check_that_hangs_is_ended_and_asked_again_another_time()
    {
        var verdict = KnownAnswersChild.Run(Arithmetic.Float32, null, InjectedFault.Hang, limit: TimeSpan.FromSeconds(3));
        Assert.Equal(new Verdict(false, "no answer within 3 seconds", Lasting: false), verdict);
    }

    // libtorch's own double precision, which oneDNN does not compute, judges the judge.
    [Fact]
    public void The_exact_answers_are_those_of_libtorch_in_double_precision()
    {
        foreach (var asked in KnownAnswers.Questions)
        {
            using var scope = torch.NewDisposeScope();
            var exact = new ExactAnswers(asked, bfloat16: false);
            var x = torch.tensor(exact.X.Values, exact.X.Shape).requires_grad_();
            var w = torch.tensor(exact.W.Values, exact.W.Shape).requires_grad_();
            var y = asked.Kind == QuestionKind.Transposed
                ? torch.nn.functional.conv_transpose2d(x, w, null, [asked.Stride, asked.Stride], [asked.Pad, asked.Pad])
                : torch.nn.functional.conv2d(x, w, null, [asked.Stride, asked.Stride], [asked.Pad, asked.Pad], [1, 1], asked.Groups);
            y.backward([torch.tensor(exact.DY.Values, exact.DY.Shape)]);
            Assert.Null(exact.Y.Wrong(Values(y)));
            Assert.Null(exact.DX.Wrong(Values(x.grad!)));
            Assert.Null(exact.DW.Wrong(Values(w.grad!)));
        }

        static float[] Values(torch.Tensor tensor) => tensor.to(torch.ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void One_value_that_is_off_by_one_lost_product_is_found(int roundings)
    {
        var answer = new Answer([3], roundings);
        for (var term = 0; term < 30; term++)
            answer.Add(term % 3, 0.5 + (term % 7 * 0.1));
        var right = new double[3];
        for (var term = 0; term < 30; term++)
            right[term % 3] += 0.5 + (term % 7 * 0.1);
        var values = Array.ConvertAll(right, value => (float)value);
        Assert.Null(answer.Wrong(values));
        values[1] -= 0.5f;
        Assert.StartsWith(FormattableString.Invariant($"{values[1]:g6} instead of {right[1]:g6}"), answer.Wrong(values));
        values[1] = float.NaN;
        Assert.NotNull(answer.Wrong(values));
        Assert.NotNull(answer.Wrong(values.AsSpan(0, 2)));
    }
}
