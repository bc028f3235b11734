using ISyNet.Graph;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Predictors.Tests;

/// <summary>Networks in kernels, held against the kernels that a runtime was seen to call.</summary>
public sealed class KernelCuttingTests
{
    [Theory]
    [InlineData("ResNet-18", 23)]
    [InlineData("ResNet-50", 56)]
    [InlineData("EfficientNet-B1", 340)]
    [InlineData("RegNetX-1.6GF", 61)]
    [InlineData("SE-ResNet-50", 160)]
    [InlineData("MobileNetV1", 29)]
    [InlineData("ISyNet-N2", 83)]
    public void Every_kernel_was_seen_when_the_network_ran(string name, int calls)
    {
        var kernels = KernelCutting.Cut(MeasuredFiles.Load(name), RuntimeRules.PyTorch);
        Assert.Equal(calls, kernels.Length);
        foreach (var batch in (int[])[1, 16])
        {
            var seen = MeasuredFiles.OfNetworks.Where(k => k.Batch == batch).Select(k => k.Kernel).ToHashSet();
            Assert.All(kernels, k => Assert.Contains(k.Kernel, seen));
        }
    }

    [Theory]
    [InlineData("ResNet-18")]
    [InlineData("ISyNet-N0")]
    [InlineData("VGG-16")]
    public void Batch_norm_is_folded_so_the_zoo_has_the_kernels_of_the_exported_network(string name)
    {
        var ours = KernelCutting.Cut(ModelZoo.Find(name)!.Build(), RuntimeRules.PyTorch).Select(k => k.Kernel).Where(k => k.IsConvolution).Order(ByText);
        var exported = KernelCutting.Cut(MeasuredFiles.Load(name), RuntimeRules.PyTorch).Select(k => k.Kernel).Where(k => k.IsConvolution).Order(ByText);
        Assert.Equal(exported, ours);
    }

    [Fact]
    public void Behind_a_channel_shuffle_convolutions_find_their_channels_first()
    {
        var kernels = KernelCutting.Cut(MeasuredFiles.Load("ShuffleNetV2-x1.0"), RuntimeRules.PyTorch);
        var shuffle = kernels.First(k => k.Kernel.Function == "transpose");
        Assert.All(kernels.Where(k => k.Kernel.IsConvolution), k => Assert.Equal(k.Layer > shuffle.Layer, k.Kernel.ChannelsFirst));
        Assert.DoesNotContain(KernelCutting.Cut(MeasuredFiles.Load("ShuffleNetV2-x1.0"), RuntimeRules.OnnxRuntime), k => k.Kernel.ChannelsFirst);
    }

    [Fact]
    public void Half_of_a_tensor_is_copied_before_a_convolution_takes_it()
    {
        var kernels = KernelCutting.Cut(MeasuredFiles.Load("Res2Net-101-v1b"), RuntimeRules.PyTorch);
        Assert.Contains(kernels, k => k.Kernel.Function == "copy");
    }

    [Fact]
    public void A_sum_joins_one_convolution_and_only_when_a_relu_follows()
    {
        var builder = new NetworkBuilder("two branches");
        var x = builder.Input(Shape.Map(16, 8, 8));
        var left = builder.Add("left", new Conv(16, Window.Square(3)), x);
        var right = builder.Add("right", new Conv(16, Window.Square(1)), x);
        var sum = builder.Add("sum", new Elementwise(ElementwiseKind.Add), left, right);
        string[] Cut(Network network) => [.. KernelCutting.Cut(network, RuntimeRules.PyTorch).Select(k => k.Kernel.Function)];
        Assert.Equal(["conv", "conv", "add"], Cut(builder.Build(sum)));
        var relu = builder.Add("relu", new Activation(ActivationKind.Relu), sum);
        Assert.Equal(["conv+add+relu", "conv"], Cut(builder.Build(relu)));
    }

    private static Comparer<Kernel> ByText { get; } = Comparer<Kernel>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
}
