using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Fitting;

namespace ISyNet.Predictors.Tests;

/// <summary>The kernels of ONNX Runtime on processors whose convolutions work on blocks of 16 channels.</summary>
public sealed class BlockedCuttingTests
{
    private static readonly RuntimeRules Rules = RuntimeRules.OnnxRuntime with { ChannelBlock = 16 };

    [Fact]
    public void A_residual_network_of_whole_blocks_is_reordered_once_at_its_end()
    {
        var kernels = Cut(ModelZoo.Find("ResNet-18")!.Build());
        Assert.Equal(20, kernels.Count(k => k.IsConvolution));
        // One of the two convolutions of each of the eight blocks takes the sum and its ReLU.
        Assert.Equal(8, kernels.Count(k => k.Function == KernelFunction.ConvAddActivation));
        Assert.All(kernels.Where(k => k.IsConvolution), k => Assert.True(k.IsBlocked));
        Assert.Equal([KernelFunction.ReorderOutput], kernels.Select(k => k.Function).Where(f => f.StartsWith("reorder", StringComparison.Ordinal)));
    }

    [Fact]
    public void Channels_are_padded_to_whole_blocks_if_they_are_a_multiple_of_four()
    {
        var kernels = Cut(Chain((b, x) => Convolve(b, "second", Convolve(b, "first", x, 24), 40)));
        Assert.Equal([(3, 32), (32, 48)], kernels.Where(k => k.IsConvolution).Select(k => (k.InChannels, k.OutChannels)));
        Assert.Equal((48, 40), kernels.Where(k => k.Function == KernelFunction.ReorderOutput).Select(k => (k.InChannels, k.OutChannels)).Single());
    }

    [Fact]
    public void Other_channels_and_groups_that_are_no_whole_blocks_are_computed_channels_first()
    {
        var odd = Cut(Chain((b, x) => Convolve(b, "second", Convolve(b, "first", x, 58), 58)));
        Assert.Equal([true, false], odd.Where(k => k.IsConvolution).Select(k => k.IsBlocked));
        Assert.Equal((64, 58), odd.Where(k => k.Function == KernelFunction.ReorderOutput).Select(k => (k.InChannels, k.OutChannels)).Single());
        var grouped = Cut(Chain((b, x) => b.Add("second", new Conv(48, Window.Square(3), 2), Convolve(b, "first", x, 48))));
        Assert.Equal([true, false], grouped.Where(k => k.IsConvolution).Select(k => k.IsBlocked));
        var whole = Cut(Chain((b, x) => b.Add("second", new Conv(64, Window.Square(3), 4), Convolve(b, "first", x, 64))));
        Assert.Equal([true, true], whole.Where(k => k.IsConvolution).Select(k => k.IsBlocked));
    }

    [Fact]
    public void A_transposed_convolution_leaves_the_blocks()
    {
        var kernels = Cut(Chain((b, x) => Convolve(b, "last", b.Add("up", new ConvTranspose(32, Window.Square(2, 2)), Convolve(b, "first", x, 48)), 16)));
        Assert.Equal(
            [(KernelFunction.Conv, true), (KernelFunction.ReorderOutput, false), (KernelFunction.Conv, false), (KernelFunction.ReorderInput, false), (KernelFunction.Conv, true), (KernelFunction.ReorderOutput, false)],
            kernels.Select(k => (k.Function, k.IsBlocked)));
        Assert.Equal((48, 28, 32, 54), (kernels[2].InChannels, kernels[2].InHeight, kernels[2].OutChannels, kernels[2].OutHeight));
    }

    [Fact]
    public void A_product_with_one_value_per_channel_leaves_the_blocks_and_the_next_convolution_returns_to_them()
    {
        var kernels = Cut(Chain((b, x) =>
        {
            var map = Convolve(b, "first", x, 32);
            var gate = b.Add("gate", new Conv(32, Window.Square(1)), b.Add("mean", new GlobalPool(), map));
            return Convolve(b, "last", b.Add("scale", new Elementwise(ElementwiseKind.Mul), map, gate), 32);
        }));
        var after = kernels.SkipWhile(k => k.Function != KernelFunction.MulChannel).Select(k => k.Function).ToArray();
        Assert.Equal([KernelFunction.MulChannel, KernelFunction.ReorderInput, KernelFunction.Conv, KernelFunction.ReorderOutput], after);
        Assert.Equal(2, kernels.TakeWhile(k => k.Function != KernelFunction.MulChannel).Count(k => k.Function == KernelFunction.ReorderOutput));
    }

    [Fact]
    public void A_sum_stays_alone_if_the_other_tensor_does_not_lie_in_blocks()
    {
        var kernels = Cut(Chain((b, x) =>
        {
            var first = Convolve(b, "first", x, 24);
            var planar = b.Add("concat", new Concat(), Convolve(b, "half", first, 12), Convolve(b, "other", first, 12));
            return b.Add("act", new Activation(ActivationKind.Relu), b.Add("add", new Elementwise(ElementwiseKind.Add), Convolve(b, "last", first, 24), planar));
        }));
        Assert.DoesNotContain(kernels, k => k.Function == KernelFunction.ConvAddActivation);
        Assert.Equal([KernelFunction.Add, KernelFunction.Relu], kernels.Select(k => k.Function).Where(f => f is KernelFunction.Add or KernelFunction.Relu));
    }

    [Fact]
    public void A_written_kernel_is_read_as_it_was()
    {
        var kernels = new[] { "ResNet-18", "MobileNetV3-Large", "EfficientNet-B0", "RegNetX-1.6GF" }.SelectMany(n => Cut(ModelZoo.Find(n)!.Build())).Distinct().Select(k => new KernelMeasurement(k, 2, 12.5, "net")).ToArray();
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, kernels.Select(KernelMeasurementFile.Line).Prepend(KernelMeasurementFile.Header));
            Assert.Equal(kernels, KernelMeasurementFile.Load(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Kernel[] Cut(Network network) => [.. KernelCutting.Cut(network, Rules).Select(k => k.Kernel)];

    private static Network Chain(Func<NetworkBuilder, int, int> layers)
    {
        var builder = new NetworkBuilder("chain");
        layers(builder, builder.Input(Shape.Map(3, 28, 28)));
        return builder.Build();
    }

    private static int Convolve(NetworkBuilder builder, string name, int from, int channels) => builder.Add(name, new Conv(channels, Window.Square(3)), from);
}
