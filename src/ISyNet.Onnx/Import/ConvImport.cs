using ISyNet.Graph.Ops;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Convolutions, plain, grouped, quantised, deformable and transposed.</summary>
internal static class ConvImport
{
    public static void Conv(ImportScope scope, OnnxNode node)
    {
        var quantised = node.Op == "QLinearConv";
        var (input, output) = (scope.Tensors.Dims(node.Input(0)), scope.Tensors.Dims(node.Output));
        var weight = Weight(scope, node, quantised ? 3 : 1);
        if (input.Length < 3)
            throw node.Error($"its input is {string.Join('x', input)}, no map");
        var groups = Groups(node, input[1], weight[1], weight[0]);
        var bias = node.Input(node.Op switch { "QLinearConv" => 8, "DeformConv" => 3, "ConvInteger" => 99, _ => 2 }).Length > 0;
        if (node.Op == "DeformConv")
            scope.Note(node, "its sampling at offsets is not costed, only its convolution");
        var op = new Conv((int)weight[0], Windows.FromNode(node, weight[2..], input, output), groups, bias);
        var source = scope.Layer(node.Input(0));
        scope.Emit(node, op, source, Windows.Map(node, input), Windows.Map(node, output));
        if (node.Op == "FusedConv")
            Fused(scope, node);
    }

    public static void Transposed(ImportScope scope, OnnxNode node)
    {
        var (input, output) = (scope.Tensors.Dims(node.Input(0)), scope.Tensors.Dims(node.Output));
        var weight = Weight(scope, node, 1);
        var groups = Groups(node, weight[0], 1, weight[0]);
        if (weight[0] != input[1])
            throw node.Error($"its weight is for {weight[0]} channels, its input has {input[1]}");
        var padding = node.Proto.Ints("output_padding") ?? [0, 0];
        var op = new ConvTranspose(
            checked((int)(weight[1] * groups)), Windows.FromNode(node, weight[2..], input, output, transposed: true), groups,
            node.Input(2).Length > 0, padding.Length > 1 ? (int)padding[^2] : 0, (int)padding[^1]);
        scope.Emit(node, op, scope.Layer(node.Input(0)), Windows.Map(node, input), Windows.Map(node, output));
    }

    private static long[] Weight(ImportScope scope, OnnxNode node, int index)
    {
        var name = node.Input(index);
        var weight = scope.Tensors.Dims(name);
        if (weight.Length is < 3 or > 5 || weight.Any(d => d is < 1 or > int.MaxValue))
            throw node.Error($"its weight is {string.Join('x', weight)}");
        if (scope.IsComputed(name))
            scope.Note(node, "its weight is computed from the input: its work is counted, parameters it has none");
        if (!scope.IsComputed(node.Input(0)))
            throw node.Error("convolves a constant: this is not read");
        return weight;
    }

    private static int Groups(OnnxNode node, long channels, long weightChannels, long outChannels)
    {
        var groups = node.Proto.Int("group", 1);
        return groups >= 1 && outChannels % groups == 0 && (node.Op == "ConvTranspose" ? channels % groups == 0 : groups <= channels && weightChannels * groups == channels)
            ? (int)groups
            : throw node.Error($"{groups} groups of {weightChannels} channels do not fit {channels} input and {outChannels} output channels");
    }

    /// <summary>ONNX Runtime's fused convolution: an added tensor, then an activation.</summary>
    private static void Fused(ImportScope scope, OnnxNode node)
    {
        var layer = scope.Layer(node.Output);
        var shape = scope.ShapeOf(layer);
        if (scope.IsComputed(node.Input(3)))
            layer = scope.Add(node, new Elementwise(ElementwiseKind.Add), shape, [layer, scope.Layer(node.Input(3))], ".add");
        ActivationKind? function = node.Proto.Text("activation") switch
        {
            "" => null,
            "Relu" => ActivationKind.Relu,
            "Clip" => ActivationKind.Relu6,
            "LeakyRelu" => ActivationKind.LeakyRelu,
            "Sigmoid" => ActivationKind.Sigmoid,
            "Tanh" => ActivationKind.Tanh,
            _ => ActivationKind.HardSigmoid,
        };
        if (function is { } kind)
            layer = scope.Add(node, new Activation(kind), shape, [layer], ".act");
        scope.Alias(node.Output, layer);
    }
}
