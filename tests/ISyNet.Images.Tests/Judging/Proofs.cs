using ISyNet.Images.Judging;

namespace ISyNet.Images.Tests.Judging;

public class Proofs
{
    private static readonly float[] Reference = [.. Enumerable.Range(0, 400).Select(i => (float)Math.Sin(i))];

    [Theory]
    [InlineData(0.0005, true)]
    [InlineData(0.002, false)]
    public void A_thousandth_of_the_spread_is_allowed(float difference, bool passed)
    {
        var exported = (float[])Reference.Clone();
        exported[17] += difference;
        var proof = Compare(Reference, exported);
        var mean = Reference.Average();
        var spread = Math.Sqrt(Reference.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(spread, proof.Spread, 1e-6);
        Assert.Equal(difference, proof.LargestDifference, 1e-6);
        Assert.Equal(1e-3 * spread, proof.Allowed, 1e-9);
        Assert.Equal(passed, proof.Passed);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_never_passes(float value)
    {
        var broken = (float[])Reference.Clone();
        broken[3] = value;
        Assert.False(Compare(Reference, broken).Passed);
        Assert.False(Compare(broken, Reference).Passed);
        Assert.False(Compare(broken, broken).Passed);
    }

    [Fact]
    public void The_output_that_is_furthest_off_decides_and_batches_do_not_matter()
    {
        var (good, bad) = (new OutputComparison(), new OutputComparison());
        good.Add(Reference, Reference);
        // A small output with a difference that is large for it.
        var small = Reference.Select(value => value / 1000).ToArray();
        for (var start = 0; start < small.Length; start += 100)
            bad.Add(small.AsSpan(start, 100), [.. small.AsSpan(start, 100).ToArray().Select(value => value + 1e-5f)]);
        foreach (var proof in new[] { OutputComparison.Proof("images", 4, good, bad), OutputComparison.Proof("images", 4, bad, good) })
        {
            Assert.False(proof.Passed);
            Assert.Equal(1e-5, proof.LargestDifference, 1e-7);
        }
    }

    [Fact]
    public void Outputs_that_hardly_vary_are_allowed_the_rounding_of_float32()
    {
        float[] constant = [.. Enumerable.Repeat(-4.6f, 100)];
        Assert.True(Compare(constant, [.. constant.Select(MathF.BitIncrement)]).Passed);
        Assert.False(Compare(constant, [.. constant.Select(value => value + 1e-4f)]).Passed);
    }

    [Fact]
    public void A_failure_says_where_and_what_to_do()
    {
        var proof = Compare(Reference, [.. Reference.Select(value => value + 0.5f)]);
        var error = Assert.Throws<ISyNetException>(() => proof.ThrowIfFailed("runs/n0/model.onnx"));
        foreach (var piece in new[] { "runs/n0/model.onnx", "4 images of pictures", "0.5", "isynet doctor", "docs/numerics.md", "kept" })
            Assert.Contains(piece, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Compare(Reference, Reference).ThrowIfFailed("runs/n0/model.onnx");
    }

    private static ExportProof Compare(float[] reference, float[] exported)
    {
        var comparison = new OutputComparison();
        comparison.Add(reference, exported);
        return OutputComparison.Proof("pictures", 4, comparison);
    }
}
