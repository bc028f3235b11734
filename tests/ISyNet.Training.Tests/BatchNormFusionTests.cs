using System.Runtime.Intrinsics;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Training.Networks;
using TorchSharp;
using static ISyNet.Training.Tests.TrainingPass;

namespace ISyNet.Training.Tests;

/// <summary>Batch norm with its ReLU in one pass against libtorch's own batch norm and ReLU in double precision.</summary>
public class BatchNormFusionTests
{
    // bfloat16 keeps 8 bits: what is rounded to it is at most 2^-8 of its size away.
    private const double Rounding = 1.0 / 256;

    [Fact, Trait("Category", Property.Category)]
    public void Output_gradients_and_running_statistics_are_those_of_libtorch_in_double()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "the processor has no vectors of 512 bits");
        var fused = 0;
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 130], Gen.Int[1, 12], Gen.Int[1, 12], Gen.Bool, Gen.Double[-3, 3], Gen.UInt).ForAll((images, channels, height, width, relu, mean, seed) =>
        {
            using var scope = torch.NewDisposeScope();
            using var generator = new torch.Generator(seed);
            torch.Tensor Noise(params long[] sizes) => torch.randn(sizes, generator: generator);
            var map = Noise(images, height, width, channels).Times(2).Plus(mean).bfloat16().permute(0, 3, 1, 2);
            var (weight, bias) = (Noise(channels), Noise(channels));
            var (runningMean, runningVariance) = (Noise(channels), Noise(channels).abs());
            var norm = new BoundedNorm(new Bfloat16Columns(channels), runningMean, runningVariance, 1e-5, relu ? 0 : float.NegativeInfinity);
            if (!FusedBatchNorm.CanTake(map, norm) || images * height * width < 2)
                return;
            fused++;
            var upstream = Noise(images, height, width, channels).bfloat16().permute(0, 3, 1, 2);

            torch.Tensor[] inputs = [map, weight, bias, runningMean, runningVariance];
            var wide = inputs.Select(tensor => tensor.to(torch.ScalarType.Float64)).ToArray();
            foreach (var tensor in inputs[..3].Concat(wide[..3]))
                tensor.requires_grad_();
            var output = FusedBatchNorm.apply(map, weight, bias, norm);
            output.backward([upstream]);
            var expected = torch.nn.functional.batch_norm(wide[0], wide[3], wide[4], wide[1], wide[2], training: true, 0.1, 1e-5);
            // Which side of the bound a value is on is decided before it is rounded: the same in both, but for values on the bound itself.
            var offBound = expected.abs().Above(1e-4);
            expected = relu ? expected.relu() : expected;
            expected.backward([upstream.to(torch.ScalarType.Float64)]);

            AssertNear(expected, output, Rounding, 1e-4);
            AssertNear(wide[3], runningMean, 1e-5, 1e-5);
            AssertNear(wide[4], runningVariance, 1e-4, 1e-5);
            if (!relu || offBound.all().item<bool>())
            {
                AssertNear(wide[0].grad!, map.grad!, 2 * Rounding, 3e-3);
                AssertNear(wide[1].grad!, weight.grad!, 1e-3, 1e-2);
                AssertNear(wide[2].grad!, bias.grad!, 1e-3, 1e-3);
            }
        }, cases: 300);
        Assert.InRange(fused, 50, 300);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_stays_visible(float value)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "the processor has no vectors of 512 bits");
        using var scope = torch.NewDisposeScope();
        var map = torch.ones([2, 4, 4, 32]).permute(0, 3, 1, 2);
        map[0, 5, 1, 1] = value;
        var norm = new BoundedNorm(new Bfloat16Columns(32), torch.zeros(32), torch.ones(32), 1e-5, 0);
        var output = FusedBatchNorm.apply(map.bfloat16(), torch.ones(32), torch.zeros(32), norm);
        Assert.True(output[0, 5].isnan().any().item<bool>());
        Assert.False(output[0, 6].isnan().any().item<bool>());
    }

    // Channels that fill no vector, other readers of the batch norm, a sum before the ReLU: all learn the same as with libtorch's layers.
    [Theory]
    [InlineData(16, 1)]
    [InlineData(24, 3)]
    [InlineData(7, 5)]
    public void Any_place_in_a_network_gives_the_gradients_of_the_layers_apart(int channels, int images)
    {
        var builder = new NetworkBuilder("places");
        var start = builder.Add("start", new Conv(channels, Window.Square(3, 1)), builder.Input(Shape.Map(2, 6, 6)));
        var shared = builder.Add("shared", new BatchNorm(), start);
        var first = builder.Add("first", new Activation(ActivationKind.Relu), shared);
        var second = builder.Add("second", new Conv(channels, Window.Square(3, 1)), first);
        var alone = builder.Add("relu", new Activation(ActivationKind.Relu), builder.Add("alone", new BatchNorm(), second));
        var third = builder.Add("bounded", new BatchNorm(), builder.Add("third", new Conv(channels, Window.Square(1, 1)), alone));
        var sum = builder.Add("sum", new Elementwise(ElementwiseKind.Add), third, shared);
        builder.Add("end", new GlobalPool(), builder.Add("last", new Activation(ActivationKind.Relu), sum));
        var network = builder.Build();
        var (fused, fusedGradients) = Run(network, bfloat16: true, images);
        var (apart, apartGradients) = Run(network, bfloat16: false, images);
        Assert.InRange(Distance(apart, fused), 0, 0.03);
        Assert.InRange(Distance(apartGradients, fusedGradients), 0, 0.1);
    }

    private static void AssertNear(torch.Tensor expected, torch.Tensor actual, double relative, double absolute)
    {
        var (first, second) = (Doubles(expected), Doubles(actual));
        var size = first.Max(Math.Abs);
        for (var i = 0; i < first.Length; i++)
            Assert.InRange(Math.Abs(first[i] - second[i]), 0, absolute + (relative * Math.Max(Math.Abs(first[i]), size / 4)));
    }

    private static double[] Doubles(torch.Tensor tensor) => [.. tensor.detach().to(torch.ScalarType.Float64).contiguous().data<double>()];
}
