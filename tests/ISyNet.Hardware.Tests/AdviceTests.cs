using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Ops;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Advice;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Lowering;

namespace ISyNet.Hardware.Tests;

/// <summary>What is slow in a network, and what changes would save.</summary>
public sealed class AdviceTests
{
    private static readonly Device Ascend = DeviceCatalog.Find("ascend310")!;

    /// <summary>Every network of the zoo, at small and large batches, on devices of each kind.</summary>
    public static TheoryData<string, string, int> Cases =>
        new(from network in ModelZoo.Names from device in (string[])["ascend310", "tpu-128", "h100", "cpu-core"] from batch in (int[])[1, 16] select (network, device, batch));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shares_add_up_every_reason_is_given_and_every_change_is_worth_its_line(string name, string deviceName, int batch)
    {
        var device = DeviceCatalog.Find(deviceName)!;
        var advice = NetworkAdvice.Create(device, ModelZoo.Find(name)!.Build(), batch, TestContext.Current.CancellationToken);
        Assert.Equal(1, advice.Slowest.Sum(d => d.Share) + (advice.Cost.LaunchMs / advice.Cost.LatencyMs), 1e-9);
        Assert.Equal(advice.Slowest.OrderByDescending(d => d.Share).Select(d => d.Share), advice.Slowest.Select(d => d.Share));
        Assert.Equal(1, advice.Reasons.Sum(reason => reason.Share), 1e-9);
        Assert.Equal(advice.Reasons.Select(reason => reason.Share).OrderDescending(), advice.Reasons.Select(reason => reason.Share));
        Assert.Equal(advice.Slowest.Length, advice.Groups.Sum(group => group.Operations.Length));
        Assert.Equal(advice.Slowest.Sum(d => d.Share), advice.Groups.Sum(group => group.Share), 1e-9);
        Assert.All(advice.Slowest, d => Assert.Matches("^[^ ].*[a-z0-9%]\\)?$", d.Reason));
        Assert.All(advice.Changes, change =>
        {
            Assert.True(change.SavedShare >= NetworkAdvice.LeastSaving || (change.After.Params > change.Before.Params && change.SavedShare >= -NetworkAdvice.MostForCapacity), change.What);
            Assert.Equal(advice.Cost.LatencyMsPerImage - change.SavedMsPerImage, change.After.LatencyMsPerImage, 1e-12);
        });
    }

    // Of the same architecture without its gates, built by hand: the advice must find that very network.
    [Fact]
    public void Without_gates_a_network_costs_what_one_built_without_them_costs()
    {
        var gated = ModelZoo.Find("MobileNetV3-Large")!;
        var plain = gated with { Stages = [.. gated.Stages.Select(stage => stage with { Block = stage.Block is InvertedBlock block ? block with { SqueezeRatio = 0 } : stage.Block })] };
        Assert.NotEqual(gated.Build().TotalParams, plain.Build().TotalParams);
        var change = Assert.Single(NetworkAdvice.Create(Ascend, gated.Build(), 16, TestContext.Current.CancellationToken).Changes, c => c.Kind == ChangeKind.Gates);
        var built = new ClosedFormModel(Ascend).Predict(plain.Build(), 16, TestContext.Current.CancellationToken).Totals;
        Assert.Equal(built, change.After);
    }

    // Loading the operand of a group is free on this device, so that the change is worth its line.
    [Fact]
    public void Groups_of_a_block_cost_what_a_network_built_with_them_costs()
    {
        var device = Ascend with { Constants = Ascend.Constants with { GroupLoadCycles = 0 } };
        var change = Assert.Single(NetworkAdvice.Create(device, Small(groups: 64), 16, TestContext.Current.CancellationToken).Changes, c => c.What == "groups of 16 channels in place of depthwise convolutions");
        Assert.Equal(new ClosedFormModel(device).Predict(Small(groups: 4), 16, TestContext.Current.CancellationToken).Totals, change.After);
    }

    [Fact]
    public void Channels_that_do_not_fill_a_block_are_named_and_the_outputs_keep_theirs()
    {
        var builder = new NetworkBuilder("uneven");
        var map = builder.AddConv("a", builder.Input(Shape.Map(256, 28, 28)), 24, Window.Square(3), ActivationKind.Relu);
        builder.Add("classes", new Conv(10, Window.Square(1)), map);
        var advice = NetworkAdvice.Create(Ascend, builder.Build(), 16, TestContext.Current.CancellationToken);
        Assert.Contains(advice.Changes, change => change.What == "channels up to whole blocks of 16 (24 to 32)" && change.After.Params == (256 * 32 * 9) + 64 + (32 * 10));
        Assert.DoesNotContain(advice.Changes, change => change.What.Contains("10 to 16", StringComparison.Ordinal));
        Assert.Contains("24 output channels fill tiles of 16 to 75 %", advice.Slowest.Single(d => d.Cost.Operation.Name == "a.conv").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_depthwise_convolution_on_the_matrix_unit_is_said_to_waste_it()
    {
        var advice = NetworkAdvice.Create(Ascend, Small(groups: 64), 16, TestContext.Current.CancellationToken);
        Assert.Equal("matrix unit: groups of 1 channel share blocks of 16: 6 % of the products count", advice.Slowest.Single(d => d.Cost.Operation.Class == OpClass.DepthwiseConv).Reason);
    }

    [Fact]
    public void Equal_layers_are_one_group_with_the_sum_of_their_times()
    {
        var builder = new NetworkBuilder("equal");
        var map = builder.Input(Shape.Map(64, 28, 28));
        foreach (var name in (string[])["a", "b", "c"])
            map = builder.AddConv(name, map, 64, Window.Square(3), ActivationKind.Relu);
        var advice = NetworkAdvice.Explain(new ClosedFormModel(Ascend).Predict(builder.Build(), 16, TestContext.Current.CancellationToken));
        var convs = Assert.Single(advice.Groups, group => group.What.StartsWith("conv", StringComparison.Ordinal));
        Assert.Equal(3, convs.Operations.Length);
        Assert.Equal(advice.Slowest.Where(d => d.Cost.Operation.Class == OpClass.Conv).Sum(d => d.Cost.LatencyMs), convs.LatencyMs, 1e-12);
    }

    // (tokens, features) of a sequence, (height, width, features) of a map with the channels last, and a map that is flattened without work.
    [Theory]
    [InlineData("196x768", 768)]
    [InlineData("7x14x768", 768)]
    [InlineData("768", 768)]
    public void The_input_features_of_a_linear_layer_are_its_last_dimension(string shape, int features)
    {
        var builder = new NetworkBuilder("linear");
        builder.Add("fc", new Linear(3072), builder.Input(Shape.Parse(shape)));
        var network = builder.Build();
        Assert.Equal($"linear, {features} to 3072", network.Describe(network.Layers[1]));
        var cost = new ClosedFormModel(Ascend).Predict(network, 16, TestContext.Current.CancellationToken);
        Assert.StartsWith($"linear, {features} to 3072, ", cost.Lowered.Describe(cost.Operations.Single(o => o.Operation.Name == "fc").Operation), StringComparison.Ordinal);
    }

    [Fact]
    public void The_features_of_a_flattened_map_are_all_its_elements()
    {
        var builder = new NetworkBuilder("flat");
        var map = builder.AddConv("a", builder.Input(Shape.Map(16, 7, 7)), 64, Window.Square(1), ActivationKind.Relu);
        builder.Add("fc", new Linear(10), builder.Add("flat", new Flatten(), map));
        var cost = new ClosedFormModel(Ascend).Predict(builder.Build(), 16, TestContext.Current.CancellationToken);
        Assert.StartsWith("linear, 3136 to 10", cost.Lowered.Describe(cost.Operations.Single(o => o.Operation.Name == "fc").Operation), StringComparison.Ordinal);
    }

    // Of the same network with ReLU, built by hand.
    [Theory]
    [InlineData("gelu", false)]
    [InlineData("gelu", true)]
    [InlineData("swish", false)]
    [InlineData("swish", true)]
    [InlineData("gelu", false, true)]
    [InlineData("gelu", true, true)]
    [InlineData("mish", false)]
    [InlineData("mish", true)]
    public void A_function_that_is_spelled_out_is_changed_as_a_whole(string function, bool otherOrder, bool byTanh = false)
    {
        var spelled = Spelled((builder, x) => function switch
        {
            "gelu" => Gelu(builder, x, otherOrder, byTanh),
            "mish" => Mish(builder, x, otherOrder),
            _ => Swish(builder, x, otherOrder),
        });
        var changes = NetworkAdvice.Create(DeviceCatalog.Find("dpu-kv260")!, spelled, 16, TestContext.Current.CancellationToken).Changes;
        var change = Assert.Single(changes, c => c.Kind == ChangeKind.Activations);
        Assert.Equal($"ReLU in place of {function}", change.What);
        var built = new ClosedFormModel(DeviceCatalog.Find("dpu-kv260")!).Predict(Spelled((builder, x) => builder.Add("relu", new Activation(ActivationKind.Relu), x)), 16, TestContext.Current.CancellationToken);
        Assert.Equal(built.Totals, change.After);
    }

    // A device was fitted to files that spell swish out, so this is what the name of the function costs too.
    [Fact]
    public void Swish_costs_the_same_by_its_name_and_spelled_out()
    {
        var named = Spelled((builder, x) => builder.Add("swish", new Activation(ActivationKind.Swish), x));
        var spelled = Spelled((builder, x) => Swish(builder, x, sigmoidFirst: false));
        foreach (var device in DeviceCatalog.Names.Select(name => DeviceCatalog.Find(name)!))
        {
            var model = new ClosedFormModel(device);
            var (first, second) = (model.Predict(named, 16, TestContext.Current.CancellationToken), model.Predict(spelled, 16, TestContext.Current.CancellationToken));
            Assert.Equal(second.LatencyMs, first.LatencyMs, 1e-12);
            Assert.Equal(second.Band, first.Band);
            Assert.Equal(second.Caveats, first.Caveats);
        }
    }

    [Fact]
    public void A_processor_has_no_matrix_unit()
    {
        var advice = NetworkAdvice.Create(DeviceCatalog.Find("cpu")!, ModelZoo.Find("MobileNetV2")!.Build(), 1, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(advice.Slowest, d => d.Reason.Contains("matrix unit", StringComparison.Ordinal));
        Assert.DoesNotContain(advice.Reasons, reason => reason.What.Contains("matrix unit", StringComparison.Ordinal));
        Assert.Contains(advice.Slowest, d => d.Reason.StartsWith("arithmetic: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Channels_of_a_block_of_groups_are_not_said_to_be_those_of_the_layer()
    {
        var advice = NetworkAdvice.Explain(new ClosedFormModel(DeviceCatalog.Find("tpu-128")!).Predict(Small(groups: 64), 16, TestContext.Current.CancellationToken));
        Assert.Contains("8 output channels of a block of groups fill tiles of 128 to 6 %", advice.Slowest.Single(d => d.Cost.Operation.Class == OpClass.DepthwiseConv).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_precisions_the_one_that_was_never_measured_is_named()
    {
        var advice = NetworkAdvice.Create(DeviceCatalog.Find("nvidia-t4")!, ModelZoo.Find("ResNet-50")!.Build(), 16, TestContext.Current.CancellationToken);
        Assert.Contains(advice.Changes, change => change.What == "int8 in place of fp16 (int8 was never measured on nvidia-t4)");
    }

    private static Network Spelled(Func<NetworkBuilder, int, int> activation)
    {
        var builder = new NetworkBuilder("spelled");
        var map = builder.Add("a", new Conv(64, Window.Square(3)), builder.Input(Shape.Map(16, 28, 28)));
        builder.Add("b", new Conv(64, Window.Square(3)), activation(builder, map));
        return builder.Build();
    }

    private static int Gelu(NetworkBuilder builder, int x, bool halfFirst, bool byTanh)
    {
        var half = halfFirst ? builder.Add("half", new Elementwise(ElementwiseKind.Mul), x) : x;
        var gate = byTanh
            ? builder.Add("tanh", new Activation(ActivationKind.Tanh), Polynomial(builder, x))
            : builder.AddShaped("erf", new Imported("Erf", WorkKind.Elementwise), Shape.Map(64, 28, 28), builder.Add("div", new Elementwise(ElementwiseKind.Div), x));
        var product = builder.Add("mul", new Elementwise(ElementwiseKind.Mul), half, builder.Add("add", new Elementwise(ElementwiseKind.Add), gate));
        return halfFirst ? product : builder.Add("half", new Elementwise(ElementwiseKind.Mul), product);
    }

    // √(2/π) (x + 0.044715 x³)
    private static int Polynomial(NetworkBuilder builder, int x) => builder.Add("root", new Elementwise(ElementwiseKind.Mul),
        builder.Add("sum", new Elementwise(ElementwiseKind.Add), x, builder.Add("share", new Elementwise(ElementwiseKind.Mul), builder.Add("cube", new Elementwise(ElementwiseKind.Other), x))));

    private static int Mish(NetworkBuilder builder, int x, bool gateFirst)
    {
        var gate = builder.Add("tanh", new Activation(ActivationKind.Tanh), builder.Add("softplus", new Activation(ActivationKind.Softplus), x));
        return builder.Add("mul", new Elementwise(ElementwiseKind.Mul), gateFirst ? [gate, x] : [x, gate]);
    }

    private static int Swish(NetworkBuilder builder, int x, bool sigmoidFirst)
    {
        var sigmoid = builder.Add("sigmoid", new Activation(ActivationKind.Sigmoid), x);
        return builder.Add("mul", new Elementwise(ElementwiseKind.Mul), sigmoidFirst ? [sigmoid, x] : [x, sigmoid]);
    }

    private static Network Small(int groups)
    {
        var builder = new NetworkBuilder("small");
        var map = builder.AddConv("a", builder.Input(Shape.Map(16, 28, 28)), 64, Window.Square(3), ActivationKind.Relu);
        builder.AddConv("b", map, 64, Window.Square(3), ActivationKind.Relu, groups);
        return builder.Build();
    }
}
