using System.Runtime.InteropServices;
using TorchSharp;

namespace ISyNet.Training.Networks;

/// <summary>A batch norm of a network, with the lower bound that its output gets.</summary>
/// <param name="Columns">How its maps are passed over.</param>
/// <param name="Mean">Running mean, updated by each pass.</param>
/// <param name="Variance">Running variance, updated by each pass.</param>
/// <param name="Epsilon">Added to variances.</param>
/// <param name="Bound">0 where the ReLU after it is computed with it, else minus infinity.</param>
internal sealed record BoundedNorm(Bfloat16Columns Columns, torch.Tensor Mean, torch.Tensor Variance, double Epsilon, float Bound);

/// <summary>
/// Batch norm over the batch's own statistics and the bound after it, of a channels-last map of bfloat16, with fewer passes over memory than
/// libtorch's two layers: two forward, two backward. Gradients as in arXiv 1502.03167, section 3.
/// </summary>
internal sealed class FusedBatchNorm : torch.autograd.SingleTensorFunction<FusedBatchNorm>
{
    private const string Saved = "saved";

    // libtorch holds a returned gradient by itself, and the layer before has read this one when the next is computed: kept longer it would hold
    // memory for a whole step.
    [ThreadStatic]
    private static torch.Tensor? t_returned;

    public override string Name => nameof(FusedBatchNorm);

    /// <summary>Whether a map can be computed so.</summary>
    public static bool CanTake(torch.Tensor map, BoundedNorm norm)
    {
        if (map.dtype != torch.ScalarType.BFloat16 || map.ndim != 4)
            return false;
        using var pixels = Pixels(map);
        return pixels.is_contiguous() && norm.Columns.CanTake(map.NumberOfElements / map.shape[1]);
    }

    /// <param name="ctx">Keeps what the way back needs.</param>
    /// <param name="vars">The map, weight, bias, <see cref="BoundedNorm"/>.</param>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (map, weight, bias, norm) = ((torch.Tensor)vars[0], (torch.Tensor)vars[1], (torch.Tensor)vars[2], (BoundedNorm)vars[3]);
        var (columns, channels) = (norm.Columns, (int)map.shape[1]);
        var count = (double)(map.NumberOfElements / channels);
        using var pixels = Pixels(map);
        var x = Bits(pixels);
        var (runningMean, runningVariance) = (norm.Mean.Floats().ToArray(), norm.Variance.Floats().ToArray());
        var (weights, biases) = (weight.Floats().ToArray(), bias.Floats().ToArray());
        var (sums, squares) = columns.Deviations(x, columns.Spread(runningMean));
        float[] mean = new float[channels], inverse = new float[channels], scale = new float[channels], shift = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var deviation = sums[c] / count;
            var variance = Math.Max(0, (squares[c] / count) - (deviation * deviation));
            var (average, inverted) = (runningMean[c] + deviation, 1 / Math.Sqrt(variance + norm.Epsilon));
            (mean[c], inverse[c], scale[c]) = ((float)average, (float)inverted, (float)(weights[c] * inverted));
            shift[c] = (float)(biases[c] - (average * weights[c] * inverted));
            runningMean[c] += (float)(LayerFunctions.BatchNormMomentum * deviation);
            var unbiased = variance * count / Math.Max(1, count - 1);
            runningVariance[c] += (float)(LayerFunctions.BatchNormMomentum * (unbiased - runningVariance[c]));
        }

        runningMean.CopyTo(norm.Mean.Floats());
        runningVariance.CopyTo(norm.Variance.Floats());
        var output = torch.empty_like(map);
        using var written = Pixels(output);
        (scale, shift) = (columns.Spread(scale), columns.Spread(shift));
        columns.Forward(x, Bits(written), scale, shift, norm.Bound);
        ctx.save_data(Saved, new Memory(map.detach().DetachFromDisposeScope(), norm, mean, inverse, weights, scale, shift));
        return output;
    }

    /// <param name="ctx">What the way forward kept.</param>
    /// <param name="grad_output">Gradient of the output.</param>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        t_returned?.Dispose();
        var memory = (Memory)ctx.get_data(Saved);
        var (columns, bound, channels) = (memory.Norm.Columns, memory.Norm.Bound, memory.Mean.Length);
        using var map = memory.Map;
        using var pixels = Pixels(map);
        using var outputPixels = Pixels(grad_output);
        using var dense = outputPixels.contiguous();
        var x = Bits(pixels);
        var dy = Bits(dense);
        var (sums, products) = columns.GradientSums(x, dy, memory.Scale, memory.Shift, bound, columns.Spread(memory.Mean));
        var count = (double)x.Length / channels;
        float[] slope = new float[channels], offset = new float[channels], weight = new float[channels], bias = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            double inverse = memory.Inverse[c], scale = memory.Weights[c] * inverse;
            var perDeviation = -scale * inverse * inverse * products[c] / count;
            (slope[c], offset[c]) = ((float)perDeviation, (float)((-scale * sums[c] / count) - (perDeviation * memory.Mean[c])));
            (weight[c], bias[c]) = ((float)(products[c] * inverse), (float)sums[c]);
        }

        var gradient = torch.empty_like(map);
        using var written = Pixels(gradient);
        columns.Backward(x, dy, Bits(written), memory.Scale, memory.Shift, bound, columns.Spread(slope), columns.Spread(offset));
        grad_output.Dispose();
        t_returned = gradient;
        return [gradient, torch.tensor(weight), torch.tensor(bias), null!];
    }

    private static torch.Tensor Pixels(torch.Tensor map) => map.permute(0, 2, 3, 1);

    private static Span<ushort> Bits(torch.Tensor tensor) => MemoryMarshal.Cast<byte, ushort>(tensor.bytes);

    // Scale and shift as the columns read them; the rest by channel.
    private sealed record Memory(
        torch.Tensor Map, BoundedNorm Norm, float[] Mean, float[] Inverse, float[] Weights, float[] Scale, float[] Shift);
}
